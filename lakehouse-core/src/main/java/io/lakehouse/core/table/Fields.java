package io.lakehouse.core.table;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Converts lists of fields to Spark schemas, columns and names. */
public final class Fields {

    private Fields() {}

    /** The schema of these fields, in their order. */
    public static StructType toStruct(Collection<? extends Field<?>> fields) {
        return new StructType(fields.stream().map(Field::toStructField).toArray(StructField[]::new));
    }

    /** Their columns, in their order. */
    public static Column[] columns(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Field::col).toArray(Column[]::new);
    }

    /** Their names, in their order. */
    public static List<String> names(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Field::name).collect(Collectors.toUnmodifiableList());
    }
}
