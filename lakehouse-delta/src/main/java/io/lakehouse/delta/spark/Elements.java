package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.transform;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;

/** Conditions on the elements of arrays and maps. */
public final class Elements {

    private Elements() {}

    /** The elements of an array that meet a condition. */
    public static Column where(Column array, UnaryOperator<Column> condition) {
        return filter(array, element -> condition.apply(element));
    }

    /** The elements of an array, each converted. */
    public static Column each(Column array, UnaryOperator<Column> conversion) {
        return transform(array, element -> conversion.apply(element));
    }

    /** The entries of a map whose values meet a condition. */
    public static Column whereValue(Column map, UnaryOperator<Column> condition) {
        return map_filter(map, (key, value) -> condition.apply(value));
    }
}
