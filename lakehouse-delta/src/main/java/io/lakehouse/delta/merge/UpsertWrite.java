package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.flow.SourcePosition;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.rows.Evolution;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.SourceRows;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Upserts rows: compares them with the target rows that have the same key, and writes the ones that differ. */
public final class UpsertWrite {

    private static final String VERB = "upsert into";

    private final TableLog table;
    private final UpsertSettings settings;

    /**
     * Prepares to upsert into a table with a key.
     *
     * @throws IllegalArgumentException if a setting needs another one that is missing
     */
    private UpsertWrite(TableLog table, UpsertSettings settings) {
        this.table = table;
        this.settings = settings;
        settings.requireComplete(table.spec());
    }

    /** Prepares to upsert these rows, for which the columns of the table may have to change. */
    public static UpsertWrite of(TableLog table, UpsertSettings settings, Dataset<Row> rows) {
        if (!settings.evolves()) {
            return new UpsertWrite(table, settings);
        }
        List<Field<?>> fixed = new ArrayList<>(settings.latestBy());
        settings.fieldOrders().ifPresent(fixed::add);
        return new UpsertWrite(
                Evolution.of(VERB, table, rows, FeedSource.ownFields(table.spec(), settings), fixed), settings);
    }

    public UpsertResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        UpsertResult result = pinned(
                rows, source -> WriteRetries.run(VERB, table.name(), attempt -> attempt(source, attempt, start)));
        table.report(
                "upsert",
                result.rowsInserted() + " rows inserted, " + result.rowsUpdated() + " updated, "
                        + result.rowsDeleted() + " deleted, " + result.rowsUnchanged() + " unchanged, "
                        + result.rowsSuperseded() + " superseded",
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
            if (isNothing(source)) {
                return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
            }
            try (UpsertComparison comparison = compare(source, transaction)) {
                UpsertCounts counts = comparison.counts();
                List<DataFile> touched = comparison.touchedFiles();
                transaction.requireMayRemove(VERB, table.name(), touched, counts.changed());
                boolean isMarking = settings.deletedMark().isPresent();
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        counts.inserted() + (isMarking ? counts.changed() : counts.updated()),
                        counts.changed(),
                        touched.stream().map(DataFile::path).toList(),
                        DataFile.bytes(touched),
                        transaction.snapshot().reasonForDelta(),
                        transaction.schemaChange(),
                        counts.isUnchanged()
                                ? "the table already contains every row"
                                : counts.changed() == 0
                                        ? "every key is new"
                                        : counts.deleted() + counts.others() == 0
                                                ? "these files contain a row that changes"
                                                : "these files contain a row that changes or is deleted");
            }
        });
    }

    /** Checks and pins the rows, then runs an action on them. */
    private <T> T pinned(Dataset<Row> rows, Function<KeyedSource, T> action) {
        SourceRows.Conforming conforming =
                SourceRows.conform(VERB, table, rows, settings.casts(), FeedSource.of(table.spec(), settings));
        SourceRows.requireGiven(VERB, table, conforming, settings.latestBy());
        try (PinnedRows pinned = SourceRows.pin(VERB, "upsert", table, conforming, rows.sparkSession())) {
            return action.apply(
                    table.inSession("upsert", "check the source", () -> checked(pinned, conforming.given())));
        }
    }

    private KeyedSource checked(PinnedRows pinned, List<Field<?>> given) {
        KeyedSource source =
                KeyedSource.of(VERB, table, pinned, given, table.spec().keyFields(), settings.latestBy());
        if (settings.latestBy().isEmpty()) {
            source.requireUniqueKeys(VERB, ", or declare an order with latestBy(...)");
        }
        settings.othersScope().ifPresent(scope -> {
            long outside = pinned.rows()
                    .filter(not(coalesce(scope.toColumn(), lit(false))))
                    .count();
            if (outside > 0) {
                throw MergeErrors.rowsOutsideScope(table.name(), scope, outside);
            }
        });
        if (settings.deletesOthers() && source.rowCount() == 0 && settings.maxDeletedPercent() < 100) {
            throw MergeErrors.emptySnapshot(table.name(), "deletingOthers()", "deletingAtMost(100)");
        }
        return source;
    }

    private UpsertResult attempt(KeyedSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (settings.following()
                .map(position -> position.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(
                    OptionalLong.empty(),
                    UpsertCounts.NONE,
                    0,
                    List.of(),
                    List.of(),
                    SchemaChange.NONE,
                    attempt,
                    start);
        }
        settings.following().ifPresent(position -> {
            RowErrors.requireMayFollow(VERB, table.name(), transaction.snapshot());
            position.recordIn(transaction);
        });
        settings.rememberedFor(table.spec())
                .ifPresent(kept -> MergeErrors.requireMayRemember(VERB, table.name(), transaction.snapshot()));
        boolean forgets = settings.forgetsDeletes() && CompanionFiles.forget(CompanionFiles.DELETED_KEYS, transaction);
        boolean hasRecord = forgets
                || settings.following().filter(SourcePosition::isRecordedAlone).isPresent();
        if (isNothing(source)) {
            return unchanged(transaction, UpsertCounts.NONE, 0, hasRecord, attempt, start);
        }
        try (UpsertComparison comparison = compare(source, transaction)) {
            UpsertCounts counts = comparison.counts();
            Optional<Duration> memory = settings.rememberedFor(table.spec())
                    .filter(kept -> comparison.latest().hasDeletesToRemember(comparison.counts()));
            if (counts.isUnchanged()) {
                memory.ifPresent(kept -> comparison.latest().rememberDeletes(deletes(comparison, kept)));
                return unchanged(
                        transaction,
                        counts,
                        comparison.filesScanned(),
                        hasRecord
                                || memory.isPresent()
                                || !transaction.schemaChange().isEmpty(),
                        attempt,
                        start);
            }
            List<DataFile> removed = comparison.touchedFiles();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.changed());
            requireNumbersOfTable(transaction, counts);
            if (transaction.snapshot().reasonForDelta().isPresent()) {
                return delegated(transaction, comparison, attempt, start);
            }
            List<DataFile> added = written(comparison, memory);
            transaction.recordMetrics(metrics(counts, source, removed, added));
            long version = table.inSession(
                    "upsert", "commit", () -> transaction.commit(removed, added, CommitOperation.merge()));
            return result(
                    OptionalLong.of(version),
                    counts,
                    comparison.filesScanned(),
                    added,
                    removed,
                    transaction.schemaChange(),
                    attempt,
                    start);
        }
    }

    /** Writes the rows and, beside them, the deletes to remember. */
    private List<DataFile> written(UpsertComparison comparison, Optional<Duration> memory) {
        Supplier<List<DataFile>> rows = () -> table.inSession("upsert", "write", () -> comparison.write());
        if (memory.isEmpty()) {
            return rows.get();
        }
        // Small writes leave cores idle.
        try (Background<List<DataFile>> deletes = Background.of(() -> deletes(comparison, memory.get()))) {
            List<DataFile> added = rows.get();
            comparison.latest().rememberDeletes(deletes.result());
            return added;
        }
    }

    private List<DataFile> deletes(UpsertComparison comparison, Duration memory) {
        return table.inSession(
                "upsert", "remember deletes", () -> comparison.latest().writeDeletes(memory));
    }

    /** Whether there are no rows, and so nothing to do. */
    private boolean isNothing(KeyedSource source) {
        return source.rowCount() == 0 && !settings.deletesOthers();
    }

    /** Rejects new rows whose key the table alone numbers. */
    private void requireNumbersOfTable(DeltaTransaction transaction, UpsertCounts counts) {
        List<String> numbered = table.spec().keyFields().stream()
                .map(field -> transaction.snapshot().columns().of(field))
                .filter(TableColumn::isAlwaysIdentity)
                .map(TableColumn::name)
                .toList();
        if (!numbered.isEmpty() && counts.inserted() > 0) {
            throw MergeErrors.numbersGiven(table.name(), numbered, counts.inserted());
        }
    }

    private UpsertResult delegated(DeltaTransaction transaction, UpsertComparison comparison, int attempt, long start) {
        DeltaCommands.Committed done =
                table.inSession("upsert", "write", () -> comparison.latest().delegate(table));
        UpsertCounts counts = comparison.counts();
        // Counts of the merge itself, because another writer may have changed the table since the comparison.
        long inserted = done.metric("numTargetRowsInserted");
        boolean isMarking = settings.deletedMark().isPresent();
        long updated = done.metric("numTargetRowsUpdated") - (isMarking ? counts.deleted() + counts.others() : 0);
        long deleted = isMarking ? counts.deleted() + counts.others() : done.metric("numTargetRowsDeleted");
        return new UpsertResult(
                done.version(),
                inserted,
                updated,
                deleted,
                Math.max(
                        0,
                        counts.inserted()
                                + counts.updated()
                                + counts.deleted()
                                + counts.others()
                                + counts.unchanged()
                                - inserted
                                - updated
                                - deleted),
                counts.superseded(),
                comparison.filesScanned(),
                done.metric("numTargetFilesAdded"),
                done.metric("numTargetFilesRemoved"),
                done.metric("numTargetBytesAdded"),
                transaction.snapshot().reasonForDelta(),
                SchemaChange.NONE,
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private UpsertComparison compare(KeyedSource source, DeltaTransaction transaction) {
        UpsertComparison comparison = UpsertComparison.of(table, source, transaction, settings);
        UpsertCounts counts = comparison.counts();
        if (counts.others() * 100 > counts.inScope() * settings.maxDeletedPercent()) {
            comparison.close();
            throw MergeErrors.deletesTooMany(
                    table.name(), counts.others(), counts.inScope(), settings.maxDeletedPercent());
        }
        return comparison;
    }

    /** The result when no row changes. Commits only if there is something to record. */
    private UpsertResult unchanged(
            DeltaTransaction transaction,
            UpsertCounts counts,
            long filesScanned,
            boolean hasRecord,
            int attempt,
            long start) {
        OptionalLong version = hasRecord
                ? OptionalLong.of(table.inSession(
                        "upsert", "record", () -> transaction.commit(List.of(), List.of(), CommitOperation.merge())))
                : OptionalLong.empty();
        return result(
                version,
                counts,
                filesScanned,
                List.of(),
                List.of(),
                hasRecord ? transaction.schemaChange() : SchemaChange.NONE,
                attempt,
                start);
    }

    private static Map<String, Long> metrics(
            UpsertCounts counts, KeyedSource source, List<DataFile> removed, List<DataFile> added) {
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("numSourceRows", source.rowCount());
        metrics.put("numTargetRowsInserted", counts.inserted());
        metrics.put("numTargetRowsUpdated", counts.updated());
        metrics.put("numTargetRowsDeleted", counts.deleted() + counts.others());
        metrics.put("numTargetFilesAdded", (long) added.size());
        metrics.put("numTargetFilesRemoved", (long) removed.size());
        metrics.put("numTargetBytesAdded", DataFile.bytes(added));
        metrics.put("numTargetBytesRemoved", DataFile.bytes(removed));
        return metrics;
    }

    private static UpsertResult result(
            OptionalLong version,
            UpsertCounts counts,
            long filesScanned,
            List<DataFile> added,
            List<DataFile> removed,
            SchemaChange schemaChange,
            int attempt,
            long start) {
        return new UpsertResult(
                version,
                counts.inserted(),
                counts.updated(),
                counts.deleted() + counts.others(),
                counts.unchanged(),
                counts.superseded(),
                filesScanned,
                added.size(),
                removed.size(),
                DataFile.bytes(added),
                Optional.empty(),
                schemaChange,
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
