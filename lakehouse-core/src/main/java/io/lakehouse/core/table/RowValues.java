package io.lakehouse.core.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row, as plain Java objects; a field that is not set is NULL. Every value is checked when it is set:
 * it is stored exactly or rejected. Not thread-safe.
 */
public final class RowValues {

    private final List<Field<?>> fields;
    private final @Nullable Object[] values;
    private final @Nullable Object[] stored;

    private RowValues(List<Field<?>> fields) {
        this.fields = fields;
        this.values = new Object[fields.size()];
        this.stored = new Object[fields.size()];
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
        int index = indexOf(field);
        field.type().misfit(value).ifPresent(reason -> {
            throw new IllegalArgumentException("Invalid value " + value + " for " + field + ": " + reason + ".");
        });
        values[index] = value;
        stored[index] = field.type().toSpark(value);
        return this;
    }

    /**
     * The value of a field, or empty for NULL.
     *
     * @throws IllegalArgumentException if the row has no such field
     */
    @SuppressWarnings("unchecked") // set(...) accepts only a T at the index of a Field<T>
    public <T> Optional<T> get(Field<T> field) {
        return Optional.ofNullable((T) values[indexOf(field)]);
    }

    private int indexOf(Field<?> field) {
        int index = fields.indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Unknown field " + field.name() + ": the row has " + Fields.names(fields) + ".");
        }
        return index;
    }

    List<Field<?>> fields() {
        return fields;
    }

    /** Converts the row to Spark's form. */
    Row toRow() {
        return RowFactory.create(stored.clone());
    }

    /**
     * The rows as a dataset of these fields.
     *
     * @throws IllegalArgumentException if a row has other fields, or lacks a required value
     */
    public static Dataset<Row> toDataset(SparkSession spark, List<Field<?>> fields, List<RowValues> rows) {
        List<Row> external = new ArrayList<>(rows.size());
        for (RowValues row : rows) {
            row.misfit(fields).ifPresent(reason -> {
                throw invalid(reason);
            });
            external.add(row.toRow());
        }
        return spark.createDataFrame(external, Fields.toStruct(fields));
    }

    /**
     * The rows as a dataset of these fields. The executors convert them in parallel each time the dataset is evaluated.
     *
     * @param rows rows of exactly these fields; a row with other fields, or without a required value, fails the job
     */
    public static Dataset<Row> toDataset(SparkSession spark, List<Field<?>> fields, JavaRDD<RowValues> rows) {
        StructType schema = Fields.toStruct(fields);
        return spark.internalCreateDataFrame(rows.map(new RowConversion(schema)).rdd(), schema, false);
    }

    static IllegalArgumentException invalid(String reason) {
        return new IllegalArgumentException("Invalid row: " + reason + ".");
    }

    /**
     * Collects the rows of a dataset into the memory of this JVM. Other columns are ignored.
     *
     * @throws IllegalArgumentException if a column is missing or has another type
     */
    public static List<RowValues> collect(Dataset<Row> dataset, List<Field<?>> fields) {
        SchemaDiff diff = SchemaDiff.typesOf(fields, dataset.schema());
        if (!diff.isEmpty()) {
            throw new IllegalArgumentException("Cannot read rows of " + Fields.names(fields) + ": " + diff + ".");
        }
        List<RowValues> rows = new ArrayList<>();
        Dataset<Row> selected = dataset.select(Fields.columns(fields));
        for (InternalRow row : selected.queryExecution().executedPlan().executeCollect()) {
            rows.add(CatalystValues.row(row, fields));
        }
        return rows;
    }

    /** Why these values are not a valid row of the fields, or empty if they are. */
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

    /** Rows are equal when they have the same fields and store the same values. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowValues that && fields.equals(that.fields) && Arrays.deepEquals(stored, that.stored);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields, Arrays.deepHashCode(stored));
    }

    @Override
    public String toString() {
        return Fields.names(fields) + " = " + Arrays.deepToString(stored);
    }
}
