package io.lakehouse.delta.rows;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.rows.UpsertComparison.Counts;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Upserts rows: compares them with the target rows that have the same key, and writes the ones that differ. */
public final class UpsertWrite {

    private static final String VERB = "upsert into";

    private final TableLog table;
    private final List<Field<?>> latestBy;
    private final List<Field<?>> ignored;
    private final Optional<PendingChanges> following;
    private final boolean casts;

    /**
     * Prepares to upsert into a table with a key.
     *
     * @param latestBy the fields by which the latest of several rows with the same key is chosen; empty if keys have to
     *     be unique
     * @param ignored fields to ignore in the comparison: a row that differs only in these counts as unchanged
     * @param following the changes whose position is recorded with the commit
     * @param casts whether to cast values that fit exactly
     */
    public UpsertWrite(
            TableLog table,
            List<Field<?>> latestBy,
            List<Field<?>> ignored,
            Optional<PendingChanges> following,
            boolean casts) {
        this.casts = casts;
        this.table = table;
        this.latestBy = latestBy;
        this.ignored = ignored;
        this.following = following;
    }

    public UpsertResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        UpsertResult result = pinned(
                rows, source -> WriteRetries.run(VERB, table.name(), attempt -> attempt(source, attempt, start)));
        table.report(
                "upsert",
                result.rowsInserted() + " rows inserted, " + result.rowsUpdated() + " updated, "
                        + result.rowsUnchanged() + " unchanged, " + result.rowsSuperseded() + " superseded",
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    /** Plans what {@link #execute} would do now. */
    public WritePlan plan(Dataset<Row> rows) {
        return pinned(rows, source -> {
            DeltaTransaction transaction = table.begin();
            if (source.rowCount() == 0) {
                return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
            }
            try (UpsertComparison comparison = compare(source, transaction)) {
                Counts counts = comparison.counts();
                List<DataFile> touched = comparison.touchedFiles();
                transaction.requireMayRemove(VERB, table.name(), touched, counts.updated());
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        counts.inserted() + counts.updated(),
                        counts.updated(),
                        touched.stream().map(DataFile::path).toList(),
                        DataFile.bytes(touched),
                        transaction.snapshot().reasonForDelta(),
                        counts.isUnchanged()
                                ? "the table already contains every row"
                                : counts.updated() == 0
                                        ? "every key is new"
                                        : "these files contain a row that changes");
            }
        });
    }

    /** Checks and pins the rows, then runs an action on them. */
    private <T> T pinned(Dataset<Row> rows, Function<KeyedSource, T> action) {
        SourceRows.Conforming conforming = SourceRows.conform(VERB, table, rows, casts);
        SourceRows.requireGiven(VERB, table, conforming, latestBy);
        try (PinnedRows pinned = SourceRows.pin(VERB, "upsert", table, conforming, rows.sparkSession())) {
            return action.apply(
                    table.inSession("upsert", "check the source", () -> checked(pinned, conforming.given())));
        }
    }

    private KeyedSource checked(PinnedRows pinned, List<Field<?>> given) {
        KeyedSource source =
                KeyedSource.of(VERB, pinned, table.spec(), given, table.spec().keyFields(), latestBy);
        if (latestBy.isEmpty()) {
            source.requireUniqueKeys(VERB, ", or declare an order with latestBy(...)");
        }
        return source;
    }

    private UpsertResult attempt(KeyedSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (following
                .map(changes -> changes.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(OptionalLong.empty(), Counts.NONE, 0, List.of(), List.of(), attempt, start);
        }
        following.ifPresent(changes -> RowErrors.requireMayFollow(VERB, table.name(), transaction.snapshot()));
        following.ifPresent(changes -> changes.recordIn(transaction));
        if (source.rowCount() == 0) {
            return unchanged(transaction, Counts.NONE, 0, attempt, start);
        }
        try (UpsertComparison comparison = compare(source, transaction)) {
            Counts counts = comparison.counts();
            if (counts.isUnchanged()) {
                return unchanged(transaction, counts, comparison.filesScanned(), attempt, start);
            }
            List<DataFile> removed = comparison.touchedFiles();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.updated());
            requireNumbersOfTable(transaction, counts);
            if (transaction.snapshot().reasonForDelta().isPresent()) {
                return delegated(transaction, comparison, attempt, start);
            }
            List<DataFile> added = table.inSession("upsert", "write", () -> transaction.write(comparison.arranged()));
            transaction.recordMetrics(metrics(counts, source, removed, added));
            long version = table.inSession(
                    "upsert", "commit", () -> transaction.commit(removed, added, CommitOperation.merge()));
            return result(OptionalLong.of(version), counts, comparison.filesScanned(), added, removed, attempt, start);
        }
    }

    /** Rejects new rows whose key the table alone numbers. */
    private void requireNumbersOfTable(DeltaTransaction transaction, Counts counts) {
        List<String> numbered = table.spec().keyFields().stream()
                .map(field -> transaction.snapshot().columns().of(field))
                .filter(TableColumn::isAlwaysIdentity)
                .map(TableColumn::name)
                .toList();
        if (!numbered.isEmpty() && counts.inserted() > 0) {
            throw RowErrors.numbersGiven(table.name(), numbered, counts.inserted());
        }
    }

    private UpsertResult delegated(DeltaTransaction transaction, UpsertComparison comparison, int attempt, long start) {
        DeltaCommands.Committed done = table.inSession("upsert", "write", () -> comparison.delegate(table));
        Counts counts = comparison.counts();
        // Counts of the merge itself, because another writer may have changed the table since the comparison.
        long inserted = done.metric("numTargetRowsInserted");
        long updated = done.metric("numTargetRowsUpdated");
        return new UpsertResult(
                done.version(),
                inserted,
                updated,
                Math.max(0, counts.inserted() + counts.updated() + counts.unchanged() - inserted - updated),
                counts.superseded(),
                comparison.filesScanned(),
                done.metric("numTargetFilesAdded"),
                done.metric("numTargetFilesRemoved"),
                done.metric("numTargetBytesAdded"),
                transaction.snapshot().reasonForDelta(),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private UpsertComparison compare(KeyedSource source, DeltaTransaction transaction) {
        return UpsertComparison.of(table, source, transaction, ignored);
    }

    /** The result when no row changes. Commits only if there is a position to record. */
    private UpsertResult unchanged(
            DeltaTransaction transaction, Counts counts, long filesScanned, int attempt, long start) {
        OptionalLong version = following.isPresent()
                ? OptionalLong.of(table.inSession(
                        "upsert",
                        "record the position",
                        () -> transaction.commit(List.of(), List.of(), CommitOperation.merge())))
                : OptionalLong.empty();
        return result(version, counts, filesScanned, List.of(), List.of(), attempt, start);
    }

    private static Map<String, Long> metrics(
            Counts counts, KeyedSource source, List<DataFile> removed, List<DataFile> added) {
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("numSourceRows", source.rowCount());
        metrics.put("numTargetRowsInserted", counts.inserted());
        metrics.put("numTargetRowsUpdated", counts.updated());
        metrics.put("numTargetFilesAdded", (long) added.size());
        metrics.put("numTargetFilesRemoved", (long) removed.size());
        metrics.put("numTargetBytesAdded", DataFile.bytes(added));
        metrics.put("numTargetBytesRemoved", DataFile.bytes(removed));
        return metrics;
    }

    private static UpsertResult result(
            OptionalLong version,
            Counts counts,
            long filesScanned,
            List<DataFile> added,
            List<DataFile> removed,
            int attempt,
            long start) {
        return new UpsertResult(
                version,
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.superseded(),
                filesScanned,
                added.size(),
                removed.size(),
                DataFile.bytes(added),
                Optional.empty(),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
