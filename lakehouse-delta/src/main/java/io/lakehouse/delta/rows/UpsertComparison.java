package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Conditions;
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

    private static final String TARGET = "__target_";
    /** Whether the source row replaces the target row. */
    private static final String CHANGED = "__changed";
    /** Whether the source row is older than the target row by the order that {@link KeyedSource#order} gives. */
    private static final String OLDER = "__older";

    private static final String ROWS = "__rows";

    private final TableSpec spec;
    private final KeyedSource source;
    private final DeltaTransaction transaction;
    private final List<Field<?>> ignored;
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
        this.ignored = ignored;
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

    /** Target rows with the {@link #TARGET} prefix on their columns, and the file that each row is in. */
    private Dataset<Row> rowsOfTable(Dataset<Row> readWithFiles) {
        List<Column> columns = new ArrayList<>();
        spec.fields().forEach(field -> columns.add(field.col().as(TARGET + field.name())));
        columns.add(col(FileColumn.NAME));
        Dataset<Row> rows = readWithFiles.select(columns.toArray(Column[]::new));
        return isSmall ? SingleTask.of(rows) : rows;
    }

    /** The matched keys, whether the row changes, and the file that it is in. */
    private Dataset<Row> matched() {
        List<Column> columns = new ArrayList<>();
        spec.keyFields().forEach(field -> columns.add(col(TARGET + field.name())));
        columns.add(col(FileColumn.NAME));
        columns.add(differs().and(not(isOlder())).as(CHANGED));
        columns.add(differs().and(isOlder()).as(OLDER));
        return candidateRows().join(hashed(latest), hasSameKey(), "inner").select(columns.toArray(Column[]::new));
    }

    /** Makes the rows the build side of a hash join. Without the hint, a single task would sort both sides. */
    private Dataset<Row> hashed(Dataset<Row> rows) {
        return isSmall ? rows.hint("shuffle_hash") : rows;
    }

    private Column hasSameKey() {
        return spec.keyFields().stream()
                .map(field -> field.col().equalTo(col(TARGET + field.name())))
                .reduce(Column::and)
                .orElseThrow();
    }

    private Column differs() {
        return Conditions.any(spec.fields().stream()
                .filter(field -> !spec.keyFields().contains(field) && !ignored.contains(field))
                .map(field -> not(comparable(field, "").eqNullSafe(comparable(field, TARGET))))
                .toList());
    }

    private static Column comparable(Field<?> field, String prefix) {
        return ComparableValues.of(col(prefix + field.name()), field.type().sparkType());
    }

    private Column isOlder() {
        return source.order().isEmpty() ? lit(false) : ordered(TARGET).gt(ordered(""));
    }

    /** The value that rows are ordered by, NULL first, from columns with the given prefix. */
    private Column ordered(String prefix) {
        return struct(source.order().stream()
                .map(field -> col(prefix + field.name()).as(field.name()))
                .toArray(Column[]::new));
    }

    private Counts counted(Dataset<Row> matched) {
        Column[] keys = spec.keyFields().stream()
                .map(field -> col(TARGET + field.name()))
                .toArray(Column[]::new);
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
            throw RowErrors.duplicateKeysInTable("upsert into", spec);
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
        if (isSmall) {
            return FileLayout.arrangeByOneTask(counts.updated() == 0 ? fresh() : freshAndUpdated(), spec);
        }
        List<DataFile> touched = touchedFiles();
        List<Dataset<Row>> parts = new ArrayList<>();
        if (counts.inserted() > 0) {
            parts.add(fresh());
        }
        if (counts.updated() > 0) {
            parts.add(updated(touched));
        }
        Dataset<Row> merged = parts.stream().reduce(Dataset::unionByName).orElseThrow();
        return FileLayout.arrange(merged, spec, DataFile.bytes(touched));
    }

    /** One join over all candidates. For a single task, this is faster than reading some of them twice. */
    private Dataset<Row> freshAndUpdated() {
        Column isFresh = col(FileColumn.NAME).isNull();
        // Spark embeds numbers in the generated code, but not an array.
        Column isInTouchedFile = array_contains(
                lit(counts.touchedFiles().stream().mapToLong(Long::longValue).toArray()), col(FileColumn.NAME));
        return merged(
                candidateRows().join(hashed(latest), hasSameKey(), "full_outer").filter(isFresh.or(isInTouchedFile)),
                isFresh.or(isChanged()));
    }

    /** The source rows with a new key. */
    private Dataset<Row> fresh() {
        if (counts.inserted() == source.keyCount()) {
            return latest;
        }
        // Not an anti join: Spark would push it below the step that brings the rows together in one task.
        return latest.join(hashed(isSmall ? candidateRows() : matched), hasSameKey(), "left_outer")
                .filter(col(FileColumn.NAME).isNull())
                .select(Fields.columns(spec.fields()));
    }

    /** The rows of the files to replace, with the changes applied, computed by many tasks. */
    private Dataset<Row> updated(List<DataFile> touched) {
        // Only changed rows are shuffled, which may be a small part of the source.
        Dataset<Row> changed = latest.join(matched.filter(col(CHANGED)), hasSameKey(), "left_semi");
        return merged(
                rowsOfTable(transaction.readWithFiles(touched)).join(changed, hasSameKey(), "left_outer"), isChanged());
    }

    /** Whether there is a joined source row that replaces the target row. */
    private Column isChanged() {
        Column isMatched = Fields.columns(spec.keyFields())[0].isNotNull();
        return isMatched.and(differs()).and(not(isOlder()));
    }

    /** The source row where the condition holds, otherwise the target row. */
    private Dataset<Row> merged(Dataset<Row> joined, Column isOfSource) {
        // The condition grows with the number of fields, so it is computed once for all of them.
        return joined.withColumn(CHANGED, isOfSource)
                .select(spec.fields().stream()
                        .map(field -> when(col(CHANGED), field.col())
                                .otherwise(col(TARGET + field.name()))
                                .as(field.name()))
                        .toArray(Column[]::new));
    }

    @Override
    public void close() {
        pinned.forEach(PinnedRows::close);
    }
}
