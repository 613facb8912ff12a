package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * The rows of two sides that have the same values in some columns.
 *
 * @param left positions of rows
 * @param right positions of rows
 */
public record RowGroup(List<Integer> left, List<Integer> right) {

    /**
     * Groups rows by columns, whose values are equal if a query finds them equal or all of them are NULL. Groups are in
     * the order of their first row.
     */
    public static List<RowGroup> of(
            SparkSession spark, LocalRows left, List<String> leftColumns, LocalRows right, List<String> rightColumns) {
        Map<UnsafeRow, RowGroup> groups = new LinkedHashMap<>();
        RowKeys leftKeys = RowKeys.of(spark, left.schema(), leftColumns);
        for (int at = 0; at < left.size(); at++) {
            groupOf(groups, leftKeys.withNulls(left.rows().get(at))).left.add(at);
        }
        RowKeys rightKeys = RowKeys.of(spark, right.schema(), rightColumns);
        for (int at = 0; at < right.size(); at++) {
            groupOf(groups, rightKeys.withNulls(right.rows().get(at))).right.add(at);
        }
        return List.copyOf(groups.values());
    }

    private static RowGroup groupOf(Map<UnsafeRow, RowGroup> groups, UnsafeRow key) {
        RowGroup known = groups.get(key);
        if (known == null) {
            known = new RowGroup(new ArrayList<>(), new ArrayList<>());
            groups.put(key.copy(), known);
        }
        return known;
    }
}
