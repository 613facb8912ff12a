package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
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
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.SourceRows;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
                rows,
                (source, refused) -> WriteRetries.run(
                        VERB, table, number -> attempt(source, new UpsertAttempt(refused, number, start))));
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
        UpsertWrite quiet = withoutEffects();
        return quiet.pinned(rows, (source, refused) -> quiet.planned(source));
    }

    private WritePlan planned(KeyedSource source) {
        DeltaTransaction transaction = table.begin();
        if (isNothing(source)) {
            return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
        }
        try (UpsertComparison comparison = compare(source, transaction, false)) {
            Optional<Quarantine.Accepted> accepted = accepted(source, comparison);
            if (accepted.isPresent()) {
                try (PinnedRows others = accepted.get().rows()) {
                    return planned(checkedInSession(others, source.given()));
                }
            }
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
    }

    /** The same upsert, which passes no rows on. */
    private UpsertWrite withoutEffects() {
        return new UpsertWrite(
                table,
                UpsertSettings.builder()
                        .from(settings)
                        .quarantine(settings.quarantine().map(taker -> rows -> {}))
                        .build());
    }

    /** Checks and pins the rows, then runs an action on them. */
    private <T> T pinned(Dataset<Row> rows, BiFunction<KeyedSource, Long, T> action) {
        SourceRows.Conforming conforming =
                SourceRows.conform(VERB, table, rows, settings.casts(), FeedSource.of(table.spec(), settings));
        SourceRows.requireGiven(VERB, table, conforming, settings.latestBy());
        try (PinnedRows pinned = SourceRows.pin(VERB, "upsert", table, conforming, rows.sparkSession())) {
            Optional<Quarantine.Accepted> accepted = settings.quarantine()
                    .flatMap(taker -> table.inSession(
                            "upsert", "check the source", () -> accepted(pinned, conforming.given(), taker)));
            if (accepted.isEmpty()) {
                return action.apply(checkedInSession(pinned, conforming.given()), 0L);
            }
            try (PinnedRows others = accepted.get().rows()) {
                return action.apply(
                        checkedInSession(others, conforming.given()),
                        accepted.get().refused());
            }
        }
    }

    private KeyedSource checkedInSession(PinnedRows rows, List<Field<?>> given) {
        return table.inSession("upsert", "check the source", () -> checked(rows, given));
    }

    private Optional<Quarantine.Accepted> accepted(
            PinnedRows pinned, List<Field<?>> given, Consumer<Dataset<Row>> taker) {
        Dataset<Row> source = pinned.rows();
        List<String> columns = List.of(source.columns());
        Quarantine quarantine = new Quarantine(VERB, table.spec(), given, taker);
        if (!columns.contains(FeedColumns.CARRIES)) {
            quarantine.requireMayGoOn(
                    columns.contains(FeedColumns.DELETES) ? source.filter(not(col(FeedColumns.DELETES))) : source);
        }
        return quarantine.accepted(
                source, KeyedSource.isRejected(columns, table.spec(), given, settings.latestBy()), settings.latestBy());
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

    private UpsertResult attempt(KeyedSource source, UpsertAttempt attempt) {
        DeltaTransaction transaction = table.begin();
        if (settings.following()
                .map(position -> position.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return attempt.nothing();
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
            return unchanged(transaction, UpsertCounts.NONE, 0, hasRecord, attempt);
        }
        try (UpsertComparison comparison = compare(source, transaction, true)) {
            Optional<Quarantine.Accepted> accepted = accepted(source, comparison);
            if (accepted.isPresent()) {
                try (PinnedRows others = accepted.get().rows()) {
                    return attempt(
                            checkedInSession(others, source.given()),
                            attempt.without(accepted.get().refused()));
                }
            }
            UpsertCounts counts = comparison.counts();
            Optional<Duration> memory = settings.rememberedFor(table.spec())
                    .filter(kept -> comparison.latest().hasDeletesToRemember(comparison.counts()));
            if (counts.isUnchanged()) {
                memory.ifPresent(kept -> comparison.latest().rememberDeletes(deletes(comparison, kept)));
                return unchanged(
                        transaction,
                        counts,
                        comparison.latest().filesScanned(),
                        hasRecord
                                || memory.isPresent()
                                || !transaction.schemaChange().isEmpty(),
                        attempt);
            }
            List<DataFile> removed = comparison.touchedFiles();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.changed());
            requireNumbersOfTable(transaction, counts);
            if (transaction.snapshot().reasonForDelta().isPresent()) {
                DeltaCommands.Committed done = table.inSession(
                        "upsert", "write", () -> comparison.latest().delegate(table));
                return attempt.delegated(
                        done,
                        comparison,
                        settings.deletedMark().isPresent(),
                        transaction.snapshot().reasonForDelta());
            }
            List<DataFile> added = written(comparison, memory);
            transaction.recordMetrics(counts.metrics(source.rowCount(), removed, added));
            long version = table.inSession(
                    "upsert", "commit", () -> transaction.commit(removed, added, CommitOperation.merge()));
            return attempt.result(
                    OptionalLong.of(version),
                    counts,
                    comparison.latest().filesScanned(),
                    added,
                    removed,
                    transaction.schemaChange());
        }
    }

    /** Passes on the rows of keys that must not be written as they would become; empty if there are none. */
    private Optional<Quarantine.Accepted> accepted(KeyedSource source, UpsertComparison comparison) {
        return settings.quarantine()
                .flatMap(taker -> table.inSession(
                        "upsert",
                        "pass on rows",
                        () -> comparison
                                .refusedKeys()
                                .map(keys -> new Quarantine(VERB, table.spec(), source.given(), taker)
                                        .accepted(source.rows(), keys))));
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

    private UpsertComparison compare(KeyedSource source, DeltaTransaction transaction, boolean mayWrite) {
        UpsertComparison comparison = compared(UpsertJoin.of(table, source, settings, transaction), mayWrite);
        UpsertCounts counts = comparison.counts();
        if (counts.others() * 100 > counts.inScope() * settings.maxDeletedPercent()) {
            comparison.close();
            throw MergeErrors.deletesTooMany(
                    table.name(), counts.others(), counts.inScope(), settings.maxDeletedPercent());
        }
        return comparison;
    }

    private UpsertComparison compared(UpsertJoin join, boolean mayWrite) {
        return table.inSession("upsert", "find changes", () -> {
            LatestRows latest = LatestRows.of(table, join);
            try {
                return LocalUpsert.of(join, latest, mayWrite)
                        .<UpsertComparison>map(local -> local)
                        .orElseGet(() -> new QueriedUpsert(join, latest));
            } catch (Throwable e) {
                latest.close();
                throw e;
            }
        });
    }

    /** The result when no row changes. Commits only if there is something to record. */
    private UpsertResult unchanged(
            DeltaTransaction transaction,
            UpsertCounts counts,
            long filesScanned,
            boolean hasRecord,
            UpsertAttempt attempt) {
        OptionalLong version = hasRecord
                ? OptionalLong.of(table.inSession(
                        "upsert", "record", () -> transaction.commit(List.of(), List.of(), CommitOperation.merge())))
                : OptionalLong.empty();
        return attempt.result(
                version,
                counts,
                filesScanned,
                List.of(),
                List.of(),
                hasRecord ? transaction.schemaChange() : SchemaChange.NONE);
    }
}
