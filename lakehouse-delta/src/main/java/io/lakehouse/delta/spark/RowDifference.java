package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** The rows that do not occur equally often on two sides. */
public final class RowDifference {

    private final Optional<RowKeys> groups;
    private final boolean isEmpty;
    /** The groups with such a row. */
    private final Set<UnsafeRow> changed;
    /** The values of these groups. */
    private final Optional<List<SparkValue>> values;

    private RowDifference(
            Optional<RowKeys> groups, boolean isEmpty, Set<UnsafeRow> changed, Optional<List<SparkValue>> values) {
        this.groups = groups;
        this.isEmpty = isEmpty;
        this.changed = changed;
        this.values = values;
    }

    /**
     * Compares rows with the same columns, as a query would group them. Empty if a row that differs belongs to no group,
     * since its value is NULL.
     *
     * @param group the column by which rows are grouped; empty if all are one group
     */
    public static Optional<RowDifference> of(
            SparkSession spark, LocalRows left, List<LocalRows> right, Optional<String> group) {
        StructType schema = left.schema();
        RowKeys whole = RowKeys.of(spark, schema, List.of(schema.fieldNames()));
        Map<UnsafeRow, int[]> weights = new HashMap<>();
        left.rows().forEach(row -> weigh(weights, whole.withNulls(row))[0]++);
        right.forEach(rows -> rows.rows().forEach(row -> weigh(weights, whole.withNulls(row))[0]--));
        List<UnsafeRow> different = new ArrayList<>();
        weights.forEach((row, weight) -> {
            if (weight[0] != 0) {
                different.add(row);
            }
        });
        if (group.isEmpty()) {
            return Optional.of(new RowDifference(Optional.empty(), different.isEmpty(), Set.of(), Optional.empty()));
        }
        RowKeys groups = RowKeys.of(spark, schema, List.of(group.get()));
        Set<UnsafeRow> changed = new HashSet<>();
        for (UnsafeRow row : different) {
            UnsafeRow key = groups.of(row);
            if (key == null) {
                return Optional.empty();
            }
            changed.add(key.copy());
        }
        List<SparkValue> values = LocalRows.of(schema, different).distinct(schema.fieldIndex(group.get())).stream()
                .map(Optional::orElseThrow)
                .toList();
        return Optional.of(new RowDifference(Optional.of(groups), different.isEmpty(), changed, Optional.of(values)));
    }

    private static int[] weigh(Map<UnsafeRow, int[]> weights, UnsafeRow row) {
        int[] known = weights.get(row);
        if (known == null) {
            known = new int[1];
            weights.put(row.copy(), known);
        }
        return known;
    }

    /** Whether each row occurs equally often on both sides. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** The groups with rows that differ; empty if all rows are one group. */
    public Optional<List<SparkValue>> changedGroups() {
        return values;
    }

    /** The positions of the rows, with the same columns, that belong to a group with a row that differs. */
    public List<Integer> inChangedGroups(LocalRows rows) {
        return IntStream.range(0, rows.size())
                .filter(at -> !isEmpty && isChanged(rows.rows().get(at)))
                .boxed()
                .toList();
    }

    private boolean isChanged(UnsafeRow row) {
        if (groups.isEmpty()) {
            return true;
        }
        UnsafeRow key = groups.get().of(row);
        return key != null && changed.contains(key);
    }
}
