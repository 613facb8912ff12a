package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;

/** Columns in a form that Spark can compare, group and sort by, which it cannot do with maps. */
public final class ComparableValues {

    private ComparableValues() {}

    /** Whether Spark can sort by a type. */
    public static boolean isOrderable(DataType type) {
        return RowOrdering.isOrderable(type);
    }

    /** The column itself or, if it contains maps, a form that is equal only if the maps are. */
    public static Column of(Column column, DataType type) {
        if (RowOrdering.isOrderable(type)) {
            return column;
        } else if (type instanceof MapType map
                && RowOrdering.isOrderable(map.keyType())
                && RowOrdering.isOrderable(map.valueType())) {
            return array_sort(map_entries(column));
        }
        // Equal maps with entries in a different order count as different. At worst, a row is written once more.
        return to_json(struct(column));
    }
}
