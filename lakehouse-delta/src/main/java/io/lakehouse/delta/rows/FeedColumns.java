package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * What the rows of a change feed have beyond the columns of the table, and what they need not have.
 *
 * @param fields fields that only the feed has
 * @param computed columns to add to each row, from the columns of the table and of the feed
 * @param filled fields of the table whose values are computed, whether or not the feed has them
 * @param optional fields of the table that the feed need not have; NULL then
 */
public record FeedColumns(
        List<Field<?>> fields, Map<String, Column> computed, Map<Field<?>, Column> filled, List<Field<?>> optional) {

    /** Says whether a row deletes the row of its key. */
    public static final String DELETES = "__lakehouse_deletes";

    /** Says which fields a row carries, by the position of the field in the spec. */
    public static final String CARRIES = "__lakehouse_carries";

    /** For rows that are no change feed. */
    public static final FeedColumns NONE = new FeedColumns(List.of(), Map.of(), Map.of(), List.of());

    /** Whether rows carry some of the fields only. */
    boolean isPartial() {
        return computed.containsKey(CARRIES);
    }
}
