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
 * The rows of an upsert beside those that one version of the table holds under the same keys. Both stay as they are,
 * the one pinned and the other in files that do not change, so that what is cheap to compute is computed twice, and the
 * rest is pinned until closed.
 */
final class UpsertComparison implements AutoCloseable {

    private static final String TARGET = "__target_";
    /** The row of the source takes the place of the table's. */
    private static final String CHANGED = "__changed";
    /** The row of the source is less than the table's. */
    private static final String OLDER = "__older";

    private static final String ROWS = "__rows";

    private final TableSpec spec;
    private final KeyedSource source;
    private final DeltaTransaction transaction;
    private final List<Field<?>> ignored;
    private final List<DataFile> candidates;
    /** Whether there is little enough to do for one task. */
    private final boolean isSmall;

    private final Deque<PinnedRows> pinned = new ArrayDeque<>();
    /** The rows of the source to write or to leave out, one of each key. */
    private final Dataset<Row> latest;
    /** The keys that both have. */
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
            this.matched = latest.limit(0); // nobody will read it
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

    /** How the rows compare; they sum up to the rows of the source. */
    record Counts(long inserted, long updated, long unchanged, long superseded, Set<Long> filesHit) {

        static final Counts NONE = new Counts(0, 0, 0, 0, Set.of());

        boolean isUnchanged() {
            return inserted == 0 && updated == 0;
        }
    }

    /**
     * Compares.
     *
     * @throws InvalidKeyException if rows of the table share a key of the source
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

    /** The rows of the table that can have one of the keys. */
    private Dataset<Row> candidateRows() {
        Dataset<Row> rows = transaction.readWithFiles(candidates);
        // Spark writes the bounds into the code that it generates, so that it compiles all of it for each batch anew:
        // a filter has to spare more than that.
        return rowsOfTable(isSmall ? rows : rows.filter(source.scope().toColumn()));
    }

    /** Rows of the table, their columns named as such, with the file. */
    private Dataset<Row> rowsOfTable(Dataset<Row> readWithFiles) {
        List<Column> columns = new ArrayList<>();
        spec.fields().forEach(field -> columns.add(field.col().as(TARGET + field.name())));
        columns.add(col(FileColumn.NAME));
        Dataset<Row> rows = readWithFiles.select(columns.toArray(Column[]::new));
        return isSmall ? SingleTask.of(rows) : rows;
    }

    /** The keys that both have, whether the row changes, and the file it is in. */
    private Dataset<Row> matched() {
        List<Column> columns = new ArrayList<>();
        spec.keyFields().forEach(field -> columns.add(col(TARGET + field.name())));
        columns.add(col(FileColumn.NAME));
        columns.add(differs().and(not(isOlder())).as(CHANGED));
        columns.add(differs().and(isOlder()).as(OLDER));
        return candidateRows().join(hashed(latest), hasSameKey(), "inner").select(columns.toArray(Column[]::new));
    }

    /** The build side of a hash join; without the hint one task would sort both sides. */
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

    /** The order of a row, NULL least; columns have this prefix. */
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

    /** How many files could hold one of the keys. */
    long filesScanned() {
        return candidates.size();
    }

    /** The files that hold a row to be replaced. */
    List<DataFile> filesHit() {
        return transaction.named(candidates, counts.filesHit());
    }

    /** What takes the place of {@link #filesHit()}: new and changed rows, and the rows beside them in those files. */
    ArrangedRows arranged() {
        if (isSmall) {
            return FileLayout.arrangeByOneTask(counts.updated() == 0 ? fresh() : freshAndUpdated(), spec);
        }
        List<DataFile> hit = filesHit();
        List<Dataset<Row>> parts = new ArrayList<>();
        if (counts.inserted() > 0) {
            parts.add(fresh());
        }
        if (counts.updated() > 0) {
            parts.add(updated(hit));
        }
        Dataset<Row> merged = parts.stream().reduce(Dataset::unionByName).orElseThrow();
        return FileLayout.arrange(merged, spec, DataFile.bytes(hit));
    }

    /** By one join of all candidates, which one task is faster with than with reading some of them twice. */
    private Dataset<Row> freshAndUpdated() {
        Column isFresh = col(FileColumn.NAME).isNull();
        // Spark writes numbers into the code that it generates, but an array it does not.
        Column isInFileHit = array_contains(
                lit(counts.filesHit().stream().mapToLong(Long::longValue).toArray()), col(FileColumn.NAME));
        return merged(
                candidateRows().join(hashed(latest), hasSameKey(), "full_outer").filter(isFresh.or(isInFileHit)),
                isFresh.or(isChanged()));
    }

    /** The rows of the source whose key is new. */
    private Dataset<Row> fresh() {
        if (counts.inserted() == source.keyCount()) {
            return latest;
        }
        // Not an anti join, which Spark would move below what makes one task of the rows.
        return latest.join(hashed(isSmall ? candidateRows() : matched), hasSameKey(), "left_outer")
                .filter(col(FileColumn.NAME).isNull())
                .select(Fields.columns(spec.fields()));
    }

    /** The rows of files that are replaced, as they are to be, by many tasks. */
    private Dataset<Row> updated(List<DataFile> hit) {
        // Only what changes is sent to the tasks, which may be little of the source.
        Dataset<Row> changed = latest.join(matched.filter(col(CHANGED)), hasSameKey(), "left_semi");
        return merged(
                rowsOfTable(transaction.readWithFiles(hit)).join(changed, hasSameKey(), "left_outer"), isChanged());
    }

    /** Whether the row of the source takes the place of one that it is joined with, or of none. */
    private Column isChanged() {
        Column isMatched = Fields.columns(spec.keyFields())[0].isNotNull();
        return isMatched.and(differs()).and(not(isOlder()));
    }

    /** The row of the source or the table's. */
    private Dataset<Row> merged(Dataset<Row> joined, Column isOfSource) {
        // Once for all fields: the condition is as large as the table is wide.
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
