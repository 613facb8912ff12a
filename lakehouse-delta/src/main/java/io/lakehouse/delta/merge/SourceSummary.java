package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.Bound;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.spark.InternalRows;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.RowKeys;
import io.lakehouse.delta.spark.RowPipeline;
import io.lakehouse.delta.spark.SparkValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pass over source rows finds out.
 *
 * @param keyCount the number of distinct keys, if no row is rejected
 * @param nullKeys the number of rows with NULL in their key
 * @param rejected the number of rows that must not be written
 * @param bounds the values of fields; empty if there are no rows, or rows with NULL in their key
 */
record SourceSummary(long rowCount, long keyCount, long nullKeys, long rejected, List<Bound> bounds) {

    private static final String ROWS = "__lakehouse_rows";
    private static final String REJECTED = "__lakehouse_rejected";

    /** Index of the first bound in the aggregates. */
    private static final int BOUNDS = 4;

    /**
     * Reads rows.
     *
     * @param isRejected whether a row must not be written
     * @param judgedBy the fields that this depends on, besides the spec and the columns of the rows
     * @param bounded the fields to find the values of: all values of partition fields, else the least and the greatest
     */
    static SourceSummary of(
            TableLog table, PinnedRows pinned, Column isRejected, List<Field<?>> judgedBy, List<Field<?>> bounded) {
        return pinned.local()
                .flatMap(rows -> ofLocal(table, rows, isRejected, judgedBy, bounded))
                .orElseGet(() -> ofQuery(pinned.rows(), table.spec(), isRejected, bounded));
    }

    /** Computes in memory; empty if only a query can judge the rows. */
    private static Optional<SourceSummary> ofLocal(
            TableLog table, LocalRows rows, Column isRejected, List<Field<?>> judgedBy, List<Field<?>> bounded) {
        TableSpec spec = table.spec();
        List<Column> columns = new ArrayList<>(List.of(KeyChecks.hasNullKey(spec), isRejected));
        bounded.forEach(field -> columns.add(field.col()));
        Optional<RowPipeline> judging = table.pipelines()
                .get(
                        List.of("judge", spec, judgedBy, bounded),
                        rows.schema(),
                        input -> input.select(columns.toArray(Column[]::new)));
        return judging.map(pipeline -> ofJudged(table, rows, pipeline.apply(rows), bounded));
    }

    private static SourceSummary ofJudged(TableLog table, LocalRows rows, LocalRows judged, List<Field<?>> bounded) {
        TableSpec spec = table.spec();
        long nullKeys = 0;
        long rejected = 0;
        for (int row = 0; row < judged.size(); row++) {
            nullKeys += judged.getBoolean(row, 0) ? 1 : 0;
            rejected += judged.getBoolean(row, 1) ? 1 : 0;
        }
        List<Bound> bounds = new ArrayList<>();
        for (int at = 0; at < bounded.size() && nullKeys == 0 && !rows.isEmpty(); at++) {
            Field<?> field = bounded.get(at);
            bounds.add(
                    spec.partitionFields().contains(field)
                            ? oneOf(field, judged.distinct(2 + at))
                            : new Bound.Between(field, judged.least(2 + at), judged.greatest(2 + at)));
        }
        long keys = RowKeys.of(table.verbSession(), rows.schema(), Fields.names(spec.keyFields()))
                .count(rows);
        return new SourceSummary(rows.size(), keys, nullKeys, rejected, bounds);
    }

    /** Aggregates by key first, so that the same pass also counts the keys. */
    private static SourceSummary ofQuery(
            Dataset<Row> pinned, TableSpec spec, Column isRejected, List<Field<?>> bounded) {
        Set<Field<?>> known = new LinkedHashSet<>(spec.keyFields());
        known.addAll(bounded);
        List<Column> perKey = new ArrayList<>(List.of(Fields.columns(known)));
        // A key with both rejected and other rows is counted twice. This is harmless: the source is rejected anyway.
        perKey.add(isRejected.as(REJECTED));
        Column rows = col(ROWS);
        List<Column> totals = new ArrayList<>(List.of(
                count(lit(1)),
                coalesce(sum(when(KeyChecks.hasNullKey(spec), rows)), lit(0L)),
                coalesce(sum(when(col(REJECTED), rows)), lit(0L))));
        for (Field<?> field : bounded) {
            totals.addAll(
                    spec.partitionFields().contains(field)
                            ? List.of(collect_set(struct(field.col())))
                            : List.of(min(field.col()), max(field.col())));
        }
        InternalRows.Aggregates found = InternalRows.only(pinned.groupBy(perKey.toArray(Column[]::new))
                .agg(count(lit(1)).as(ROWS))
                .agg(coalesce(sum(rows), lit(0L)), totals.toArray(Column[]::new)));
        return new SourceSummary(
                found.getLong(0),
                found.getLong(1),
                found.getLong(2),
                found.getLong(3),
                found.getLong(0) == 0 || found.getLong(2) > 0 ? List.of() : bounds(spec, bounded, found));
    }

    private static List<Bound> bounds(TableSpec spec, List<Field<?>> bounded, InternalRows.Aggregates aggregates) {
        List<Bound> bounds = new ArrayList<>();
        int position = BOUNDS;
        for (Field<?> field : bounded) {
            bounds.add(
                    spec.partitionFields().contains(field)
                            ? oneOf(
                                    field,
                                    aggregates.wrapped(position++, field.type().sparkType()))
                            : new Bound.Between(
                                    field, value(field, aggregates, position++), value(field, aggregates, position++)));
        }
        return bounds;
    }

    private static SparkValue value(Field<?> field, InternalRows.Aggregates aggregates, int position) {
        return aggregates.value(position, field.type().sparkType());
    }

    private static Bound.OneOf oneOf(Field<?> field, List<Optional<SparkValue>> values) {
        Set<SparkValue> present = new LinkedHashSet<>();
        values.forEach(value -> value.ifPresent(present::add));
        return new Bound.OneOf(field, present, values.stream().anyMatch(Optional::isEmpty));
    }
}
