package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.RowChecks;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.rows.SmallBatch;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.RowKeys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The source rows of an upsert, pinned so that every pass and every attempt sees the same rows. A single pass over them
 * determines whether they may be written, and the literals that bound the part of the table that they can touch.
 */
final class KeyedSource {

    private static final String RANK = "__lakehouse_rank";
    private static final Set<DataType> RANGE_TYPES = Set.of(
            DataTypes.StringType,
            DataTypes.TimestampType,
            DataTypes.DateType,
            DataTypes.IntegerType,
            DataTypes.LongType);

    private final PinnedRows pinned;
    private final TableSpec spec;
    private final List<Field<?>> given;
    private final List<Field<?>> latestBy;
    private final boolean hasDeletes;
    private final long rowCount;
    private final long keyCount;
    private final Scope scope;

    private KeyedSource(
            PinnedRows pinned,
            TableSpec spec,
            List<Field<?>> given,
            List<Field<?>> latestBy,
            boolean hasDeletes,
            long rowCount,
            long keyCount,
            Scope scope) {
        this.pinned = pinned;
        this.spec = spec;
        this.given = given;
        this.latestBy = latestBy;
        this.hasDeletes = hasDeletes;
        this.rowCount = rowCount;
        this.keyCount = keyCount;
        this.scope = scope;
    }

    /**
     * Checks the rows and determines their scope.
     *
     * @param given the fields that the rows come with
     * @param matchedBy the key fields by which target rows are looked up
     * @param latestBy the fields by which one of several rows with the same key is chosen
     * @throws InvalidKeyException if a key is NULL
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule
     */
    static KeyedSource of(
            String verb,
            TableLog table,
            PinnedRows pinned,
            List<Field<?>> given,
            List<Field<?>> matchedBy,
            List<Field<?>> latestBy) {
        TableSpec spec = table.spec();
        List<Field<?>> bounded = boundedFields(spec, matchedBy);
        List<String> columns = List.of(pinned.rows().columns());
        boolean hasDeletes = columns.contains(FeedColumns.DELETES);
        List<Field<?>> judgedBy = new ArrayList<>(given);
        judgedBy.addAll(latestBy);
        Column isRejected = isRejected(columns, spec, given, latestBy);
        SourceSummary summary = SourceSummary.of(table, pinned, isRejected, judgedBy, bounded);
        if (summary.nullKeys() > 0) {
            throw MergeErrors.nullKeys(verb, spec, summary.nullKeys(), KeyChecks.nullKey(pinned.rows(), spec));
        }
        if (summary.rejected() > 0) {
            if (!columns.contains(FeedColumns.CARRIES)) {
                RowChecks.require(
                        verb,
                        spec,
                        given,
                        hasDeletes ? pinned.rows().filter(not(col(FeedColumns.DELETES))) : pinned.rows());
            }
            throw RowErrors.requiredIsNull(verb, spec, summary.rejected());
        }
        return new KeyedSource(
                pinned,
                spec,
                given,
                latestBy,
                hasDeletes,
                summary.rowCount(),
                summary.keyCount(),
                new Scope(summary.bounds()));
    }

    /** Whether a source row with these columns must not be written, whatever the table has. */
    static Column isRejected(List<String> columns, TableSpec spec, List<Field<?>> given, List<Field<?>> latestBy) {
        // Whether a row that lacks values is complete shows only with the row of the table.
        Column isRejected = columns.contains(FeedColumns.CARRIES)
                ? RowChecks.lacksRequired(latestBy)
                : RowChecks.isRejected(spec, given);
        return columns.contains(FeedColumns.DELETES)
                ? when(col(FeedColumns.DELETES), RowChecks.lacksRequired(latestBy))
                        .otherwise(isRejected)
                : isRejected;
    }

    /** The fields whose literals bound the target, that is the fields in which matching rows cannot differ. */
    private static List<Field<?>> boundedFields(TableSpec spec, List<Field<?>> matchedBy) {
        Set<Field<?>> bounded = new LinkedHashSet<>();
        spec.partitionFields().stream()
                .filter(field -> field.isImpliedBy(matchedBy))
                .forEach(bounded::add);
        matchedBy.stream()
                .filter(field -> RANGE_TYPES.contains(field.type().sparkType()))
                .forEach(bounded::add);
        return List.copyOf(bounded);
    }

    /**
     * One of the rows per key: the greatest by {@code latestBy}. All other fields break ties, so that the choice is
     * deterministic.
     */
    Dataset<Row> latestPerKey(Dataset<Row> rows) {
        return hasUniqueKeys() ? rows : rankedPerKey(rows);
    }

    /** Like {@link #latestPerKey(Dataset)}, in memory. */
    LocalRows latestPerKey(LocalRows rows) {
        if (hasUniqueKeys()) {
            return rows;
        }
        return RowKeys.of(session(), rows.schema(), Fields.names(spec.keyFields()))
                .firstPerKey(session(), rows, latestFirst(List.of(rows.schema().fieldNames())));
    }

    /** Like {@link #latestPerKey(Dataset)}, for rows that are not all of this source. */
    Dataset<Row> rankedPerKey(Dataset<Row> rows) {
        return rows.withColumn(
                        RANK,
                        row_number()
                                .over(Window.partitionBy(Fields.columns(spec.keyFields()))
                                        .orderBy(latestFirst(List.of(rows.columns())))))
                .filter(col(RANK).equalTo(1))
                .drop(RANK);
    }

    /** The order of the rows of a key, from the latest one on. */
    private Column[] latestFirst(List<String> columns) {
        // The window needs an order. Without other fields, rows with the same key are equal, and any order will do.
        List<Column> descending = new ArrayList<>();
        (order().isEmpty() ? spec.keyFields() : order())
                .forEach(field -> descending.add(field.col().desc_nulls_last()));
        if (columns.contains(FeedColumns.DELETES)) {
            descending.add(latestOrder().size(), col(FeedColumns.DELETES).desc());
        }
        return descending.toArray(Column[]::new);
    }

    private SparkSession session() {
        return pinned.rows().sparkSession();
    }

    TableSpec spec() {
        return spec;
    }

    /** Whether some of the rows delete the row of their key; if so, {@link FeedColumns#DELETES} says which. */
    boolean hasDeletes() {
        return hasDeletes;
    }

    /** The fields of {@code latestBy} that are not part of the key. */
    List<Field<?>> latestOrder() {
        return latestBy.stream()
                .filter(field -> !spec.keyFields().contains(field))
                .distinct()
                .toList();
    }

    /** The fields that the rows come with, in the spec's order. */
    List<Field<?>> given() {
        return given;
    }

    /** All source rows. */
    Dataset<Row> rows() {
        return pinned.rows();
    }

    /** All source rows in the memory of this process, if they are few. */
    Optional<LocalRows> local() {
        return pinned.local();
    }

    /** Whether no two rows share a key. */
    boolean hasUniqueKeys() {
        return keyCount == rowCount;
    }

    /** The fields by which one row per key is chosen; empty if {@code latestBy} is. */
    List<Field<?>> order() {
        Set<Field<?>> order = new LinkedHashSet<>(latestBy);
        if (!latestBy.isEmpty()) {
            given.stream()
                    .filter(field -> ComparableValues.isOrderable(field.type().sparkType()))
                    .forEach(order::add);
        }
        order.removeAll(spec.keyFields());
        return List.copyOf(order);
    }

    /**
     * Rejects rows that share a key.
     *
     * @param remedy what the caller can do besides removing them; may be empty
     * @throws InvalidKeyException if rows share a key
     */
    void requireUniqueKeys(String verb, String remedy) {
        if (!hasUniqueKeys()) {
            throw KeyChecks.duplicates(verb, pinned.rows(), spec, remedy).orElseThrow();
        }
    }

    /** The number of source rows. */
    long rowCount() {
        return rowCount;
    }

    /** The number of distinct keys. */
    long keyCount() {
        return keyCount;
    }

    /** Whether the source rows are small enough for one task. */
    boolean isSmall() {
        return pinned.isSmall();
    }

    /** Whether the source rows and these files of the table are small enough for one task. */
    boolean isSmallWith(List<DataFile> files) {
        return SmallBatch.isSmall(pinned, files, scope.partitionCount(spec));
    }

    /** The scope that includes every target row that can have one of the keys. */
    Scope scope() {
        return scope;
    }
}
