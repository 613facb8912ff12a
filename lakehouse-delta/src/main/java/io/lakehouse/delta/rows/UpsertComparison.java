package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.SingleTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares the source rows of an upsert with the rows that one version of the table has for the same keys. Neither side
 * can change: the source is pinned, and data files are immutable. Cheap intermediate results are therefore computed
 * twice. Expensive ones are pinned until this is closed.
 */
final class UpsertComparison implements AutoCloseable {

    /** Whether the source row replaces the target row. */
    private static final String CHANGED = "__lakehouse_changed";
    /** Whether the source row is older than the target row by the order that {@link KeyedSource#order} gives. */
    private static final String OLDER = "__lakehouse_older";

    private static final String ROWS = "__lakehouse_rows";

    private final TableSpec spec;
    private final KeyedSource source;
    private final DeltaTransaction transaction;
    private final UpsertConditions conditions;
    private final List<DataFile> candidates;
    /** Whether the work is small enough for one task. */
    private final boolean isSmall;

    private final Deque<PinnedRows> pinned = new ArrayDeque<>();
    /** The source rows, one per key, whether they will be written or not. */
    private final Dataset<Row> latest;
    /** The keys that are in both the source and the target. */
    private final Dataset<Row> matched;

    private final Counts counts;

    private UpsertComparison(
            TableLog table,
            KeyedSource source,
            DeltaTransaction transaction,
            List<Field<?>> ignored,
            List<DataFile> candidates) {
        this.spec = table.spec();
        this.source = source;
        this.transaction = transaction;
        this.conditions = new UpsertConditions(spec, source, ignored);
        this.candidates = candidates;
        this.isSmall = source.isSmallWith(candidates);
        if (candidates.isEmpty()) {
            this.latest = source.latestPerKey();
            this.matched = latest.limit(0); // never read
            this.counts = new Counts(source.keyCount(), 0, 0, source.rowCount() - source.keyCount(), Set.of());
            return;
        }
        try {
            this.latest = isSmall || source.hasUniqueKeys() ? source.latestPerKey() : pinned(source.latestPerKey());
            this.matched = isSmall ? matched() : pinned(matched());
            this.counts = counted(matched);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The source rows by outcome. The four row counts add up to the number of source rows. */
    record Counts(long inserted, long updated, long unchanged, long superseded, Set<Long> touchedFiles) {

        static final Counts NONE = new Counts(0, 0, 0, 0, Set.of());

        boolean isUnchanged() {
            return inserted == 0 && updated == 0;
        }
    }

    /**
     * Compares the source with the transaction's version of the table.
     *
     * @throws InvalidKeyException if several target rows have the same key and that key is in the source
     */
    static UpsertComparison of(
            TableLog table, KeyedSource source, DeltaTransaction transaction, List<Field<?>> ignored) {
        List<DataFile> candidates =
                table.inSession("upsert", "find files", () -> source.scope().filesOf(transaction));
        return table.inSession(
                "upsert", "find changes", () -> new UpsertComparison(table, source, transaction, ignored, candidates));
    }

    private Dataset<Row> pinned(Dataset<Row> rows) {
        PinnedRows kept = PinnedRows.of(rows);
        pinned.push(kept);
        return kept.rows();
    }

    /** The target rows that can have one of the source keys. */
    private Dataset<Row> candidateRows() {
        Dataset<Row> rows = transaction.readWithFiles(candidates);
        // Spark embeds the bounds in the generated code, so it has to recompile all of it for each batch. For a small
        // upsert, the filter saves less than that costs.
        return rowsOfTable(isSmall ? rows : rows.filter(source.scope().toColumn()));
    }

    /** Target rows with the {@link RowImages#OLD} prefix on their columns, and the file that each row is in. */
    private Dataset<Row> rowsOfTable(Dataset<Row> readWithFiles) {
        List<Column> columns = new ArrayList<>(RowImages.asOld(transaction));
        columns.add(col(FileColumn.NAME));
        Dataset<Row> rows = readWithFiles.select(columns.toArray(Column[]::new));
        return isSmall ? SingleTask.of(rows) : rows;
    }

    /** The matched keys, whether the row changes, and the file that it is in. */
    private Dataset<Row> matched() {
        List<Column> columns = new ArrayList<>();
        spec.keyFields().forEach(field -> columns.add(UpsertConditions.old(field)));
        columns.add(col(FileColumn.NAME));
        columns.add(conditions.differs().and(not(conditions.isOlder())).as(CHANGED));
        columns.add(conditions.differs().and(conditions.isOlder()).as(OLDER));
        return candidateRows()
                .join(hashed(latest), conditions.isSameKey(), "inner")
                .select(columns.toArray(Column[]::new));
    }

    /** Makes the rows the build side of a hash join. Without the hint, a single task would sort both sides. */
    private Dataset<Row> hashed(Dataset<Row> rows) {
        return isSmall ? rows.hint("shuffle_hash") : rows;
    }

    private Counts counted(Dataset<Row> matched) {
        Column[] keys = spec.keyFields().stream().map(UpsertConditions::old).toArray(Column[]::new);
        Row row = matched.groupBy(keys)
                .agg(
                        count(lit(1)).as(ROWS),
                        count(when(col(CHANGED), lit(1))).as(CHANGED),
                        count(when(col(OLDER), lit(1))).as(OLDER),
                        max(FileColumn.NAME).as(FileColumn.NAME))
                .agg(
                        count(lit(1)),
                        coalesce(max(ROWS), lit(1L)),
                        coalesce(sum(CHANGED), lit(0L)),
                        coalesce(sum(OLDER), lit(0L)),
                        collect_set(when(col(CHANGED).gt(0), col(FileColumn.NAME))))
                .first();
        if (row.getLong(1) > 1) {
            Dataset<Row> found = matched.select(spec.keyFields().stream()
                    .map(field -> UpsertConditions.old(field).as(field.name()))
                    .toArray(Column[]::new));
            throw RowErrors.duplicateKeysInTable(
                    "upsert into", spec, KeyedSource.shared(found, spec).orElseThrow());
        }
        long held = row.getLong(0);
        long updated = row.getLong(2);
        long older = row.getLong(3);
        return new Counts(
                source.keyCount() - held,
                updated,
                held - updated - older,
                source.rowCount() - source.keyCount() + older,
                new HashSet<>(row.getList(4)));
    }

    Counts counts() {
        return counts;
    }

    /** The number of files that could contain one of the keys. */
    long filesScanned() {
        return candidates.size();
    }

    /** The files that contain a row to replace. */
    List<DataFile> touchedFiles() {
        return transaction.named(candidates, counts.touchedFiles());
    }

    /** The rows that replace {@link #touchedFiles()}: new and changed rows, and the unchanged rows of those files. */
    ArrangedRows arranged() {
        RowImages images = RowImages.of(transaction, source.given(), counts.updated() > 0);
        if (isSmall) {
            return FileLayout.arrangeByOneTask(
                    counts.updated() == 0 ? images.inserted(fresh()) : images.merged(freshAndUpdated()), spec);
        }
        List<DataFile> touched = touchedFiles();
        List<Dataset<Row>> parts = new ArrayList<>();
        if (counts.inserted() > 0) {
            parts.add(images.inserted(fresh()));
        }
        if (counts.updated() > 0) {
            parts.add(images.merged(updated(touched)));
        }
        Dataset<Row> merged = parts.stream().reduce(Dataset::unionByName).orElseThrow();
        return FileLayout.arrange(merged, spec, DataFile.bytes(touched));
    }

    /** Lets Delta's own {@code MERGE} write the changes, by the same key and the same comparison. */
    DeltaCommands.Committed delegate(TableLog table) {
        return conditions.merge(table, transaction, latest);
    }

    /** One join over all candidates. For a single task, this is faster than reading some of them twice. */
    private Dataset<Row> freshAndUpdated() {
        Column isFresh = col(FileColumn.NAME).isNull();
        // Spark embeds numbers in the generated code, but not an array.
        Column isInTouchedFile = array_contains(
                lit(counts.touchedFiles().stream().mapToLong(Long::longValue).toArray()), col(FileColumn.NAME));
        return candidateRows()
                .join(hashed(latest), conditions.isSameKey(), "full_outer")
                .filter(isFresh.or(isInTouchedFile))
                // The condition grows with the number of fields, so it is computed once for all of them.
                .withColumn(
                        RowImages.CHANGE,
                        when(isFresh, lit(RowImages.INSERT))
                                .when(isChanged(), lit(RowImages.UPDATE))
                                .otherwise(lit(RowImages.COPY)));
    }

    /** The source rows with a new key. */
    private Dataset<Row> fresh() {
        if (counts.inserted() == source.keyCount()) {
            return latest;
        }
        // Not an anti join: Spark would push it below the step that brings the rows together in one task.
        return latest.join(hashed(isSmall ? candidateRows() : matched), conditions.isSameKey(), "left_outer")
                .filter(col(FileColumn.NAME).isNull())
                .select(Fields.columns(source.given()));
    }

    /** The rows of the files to replace, with the changes applied, computed by many tasks. */
    private Dataset<Row> updated(List<DataFile> touched) {
        // Only changed rows are shuffled, which may be a small part of the source.
        Dataset<Row> changed = latest.join(matched.filter(col(CHANGED)), conditions.isSameKey(), "left_semi");
        return rowsOfTable(transaction.readWithFiles(touched))
                .join(changed, conditions.isSameKey(), "left_outer")
                .withColumn(
                        RowImages.CHANGE,
                        when(isChanged(), lit(RowImages.UPDATE)).otherwise(lit(RowImages.COPY)));
    }

    /** Whether there is a joined source row that replaces the target row. */
    private Column isChanged() {
        Column isMatched = Fields.columns(spec.keyFields())[0].isNotNull();
        return isMatched.and(conditions.differs()).and(not(conditions.isOlder()));
    }

    @Override
    public void close() {
        pinned.forEach(PinnedRows::close);
    }
}
