package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Comparisons;
import io.lakehouse.delta.spark.InternalRows;
import io.lakehouse.delta.spark.SingleTask;
import io.lakehouse.delta.spark.SparkValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that a replace removes from a table.
 *
 * @param rows number of rows
 * @param files the files that contain them
 * @param isSame whether the table already contains exactly the rows to write
 * @param group the field by whose values rows are compared separately
 * @param changedGroups the values of the group field whose rows differ; empty without a group field
 */
record ReplacedRows(
        long rows,
        List<DataFile> files,
        boolean isSame,
        Optional<Field<?>> group,
        Optional<List<SparkValue>> changedGroups) {

    private static final String WEIGHT = "__lakehouse_weight";

    /** A predicate for the rows of changed groups; empty if rows are not compared by group. */
    Optional<Column> isInChangedGroup() {
        return changedGroups.map(changed -> isOneOf(group, changed));
    }

    private static Column isOneOf(Optional<Field<?>> group, List<SparkValue> values) {
        return Comparisons.isIn(group.orElseThrow().col(), values);
    }

    /** Compares the source rows with those of the table. */
    record Search(RowFilter filter, List<Field<?>> ignored, Optional<Field<?>> group) {

        ReplacedRows find(
                Dataset<Row> source,
                List<Field<?>> given,
                long rowCount,
                DeltaTransaction transaction,
                List<DataFile> candidates,
                boolean isSmall) {
            if (candidates.isEmpty()) {
                return new ReplacedRows(0, List.of(), rowCount == 0, group, Optional.empty());
            }
            Dataset<Row> matching = transaction
                    .readWithFiles(candidates)
                    .filter(Scope.of(filter).toColumn());
            Dataset<Row> different = different(source, given, matching, isSmall);
            Optional<List<SparkValue>> changedGroups = group.map(field -> InternalRows.values(
                    different.select(field.col()).distinct(),
                    transaction.snapshot().columns().of(field).type()));
            boolean isSame = changedGroups.map(List::isEmpty).orElseGet(different::isEmpty);
            if (isSame) {
                return new ReplacedRows(0, List.of(), true, group, changedGroups);
            }
            // Read again rather than pinned: files are immutable, and this reads hardly any columns of them.
            Row found = changedGroups
                    .map(changed -> matching.filter(isOneOf(group, changed)))
                    .orElse(matching)
                    .agg(count(lit(1)), collect_set(col(FileColumn.NAME)))
                    .first();
            return new ReplacedRows(
                    found.getLong(0),
                    transaction.named(candidates, new HashSet<>(found.getList(1))),
                    false,
                    group,
                    changedGroups);
        }

        /** The fields by which rows are compared. */
        List<Field<?>> compared(List<Field<?>> given) {
            return given.stream().filter(field -> !ignored.contains(field)).toList();
        }

        /** The values of these fields in a form that can be compared. */
        Column[] comparable(List<Field<?>> given) {
            return compared(given).stream()
                    .map(field -> ComparableValues.of(field.col(), field.type().sparkType())
                            .as(field.name()))
                    .toArray(Column[]::new);
        }

        /** The rows that do not occur equally often on both sides. */
        private Dataset<Row> different(
                Dataset<Row> pinned, List<Field<?>> given, Dataset<Row> matching, boolean isSmall) {
            Column[] compared = comparable(given);
            Dataset<Row> both = pinned.select(compared)
                    .withColumn(WEIGHT, lit(1))
                    .unionByName(matching.select(compared).withColumn(WEIGHT, lit(-1)));
            return (isSmall ? SingleTask.of(both) : both)
                    .groupBy(Fields.columns(compared(given)))
                    .agg(abs(sum(col(WEIGHT))).as(WEIGHT))
                    .filter(col(WEIGHT).gt(0));
        }
    }
}
