package io.lakehouse.core.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row while it is being filled; a field that is not set is NULL. Every value is checked when it is
 * set: it is stored exactly or refused.
 */
public final class RowValues {

    private final List<Field<?>> fields;
    private final @Nullable Object[] values;

    private RowValues(List<Field<?>> fields) {
        this.fields = fields;
        this.values = new Object[fields.size()];
    }

    /** An empty row of these fields. */
    public static RowValues of(List<Field<?>> fields) {
        return new RowValues(fields);
    }

    /**
     * Sets one value.
     *
     * @throws IllegalArgumentException if the row has no such field, or if the value does not fit its type exactly
     */
    public <T> RowValues set(Field<T> field, T value) {
        int index = fields.indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Unknown field " + field.name() + ": the row has " + Fields.names(fields) + ".");
        }
        field.type().misfit(value).ifPresent(reason -> {
            throw new IllegalArgumentException("Invalid value " + value + " for " + field + ": " + reason + ".");
        });
        values[index] = field.type().toSpark(value);
        return this;
    }

    /** The row as Spark holds it. */
    Row toRow() {
        return RowFactory.create(values.clone());
    }

    /**
     * The rows as a dataset of these fields.
     *
     * @throws IllegalArgumentException if some row has other fields, or lacks a required one
     */
    public static Dataset<Row> toDataset(SparkSession spark, List<Field<?>> fields, List<RowValues> rows) {
        List<Row> external = new ArrayList<>(rows.size());
        for (RowValues row : rows) {
            row.misfit(fields).ifPresent(reason -> {
                throw new IllegalArgumentException("Invalid row: " + reason + ".");
            });
            external.add(row.toRow());
        }
        return spark.createDataFrame(external, Fields.toStruct(fields));
    }

    /** Why these values are no row of the fields, or empty when they are. */
    Optional<String> misfit(List<Field<?>> expected) {
        if (!fields.equals(expected)) {
            return Optional.of("its fields are " + Fields.names(fields) + ", not " + Fields.names(expected));
        }
        for (int index = 0; index < values.length; index++) {
            if (values[index] == null && fields.get(index).isRequired()) {
                return Optional.of("the required field " + fields.get(index).name() + " was not set");
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return Fields.names(fields) + " = " + Arrays.toString(values);
    }
}
