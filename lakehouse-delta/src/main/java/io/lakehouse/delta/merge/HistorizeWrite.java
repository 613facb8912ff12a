package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.merge.HistorizeComparison.Counts;
import io.lakehouse.delta.rows.Evolution;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.SourceRows;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Maintains the history of rows: inserts the versions of a source at their place in the table's history. */
public final class HistorizeWrite {

    private static final String VERB = "historize";

    private final TableLog table;
    private final HistorizeSettings settings;

    private HistorizeWrite(TableLog table, HistorizeSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    /** Prepares to write these versions, for which the columns of the table may have to change. */
    public static HistorizeWrite of(TableLog table, HistorizeSettings settings, Dataset<Row> rows) {
        return new HistorizeWrite(
                settings.evolves()
                        ? Evolution.of(
                                VERB, table, rows, FeedSource.ownFields(table.spec(), settings), settings.latestBy())
                        : table,
                settings);
    }

    public HistorizeResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        HistorizeResult result =
                pinned(rows, source -> WriteRetries.run(VERB, table, attempt -> attempt(source, attempt, start)));
        table.report(
                VERB,
                result.versionsAdded() + " versions added, " + result.versionsChanged() + " changed, "
                        + result.versionsRemoved() + " removed",
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
            MergeErrors.requireMayHistorize(table.name(), transaction.snapshot());
            if (isNothing(source)) {
                return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
            }
            try (HistorizeComparison comparison = compare(source, transaction)) {
                Counts counts = comparison.counts();
                List<DataFile> touched = comparison.touchedFiles();
                transaction.requireMayRemove(VERB, table.name(), touched, counts.changed() + counts.removed());
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        counts.added() + counts.changed(),
                        counts.changed() + counts.removed(),
                        touched.stream().map(DataFile::path).toList(),
                        DataFile.bytes(touched),
                        Optional.empty(),
                        transaction.schemaChange(),
                        counts.isUnchanged()
                                ? "the table already contains every version"
                                : touched.isEmpty()
                                        ? "no existing version changes"
                                        : "these files contain a version that ends, changes or is removed");
            }
        });
    }

    /** Checks and pins the rows, then runs an action on them. */
    private <T> T pinned(Dataset<Row> rows, Function<KeyedSource, T> action) {
        Validity validity = settings.validity();
        Dataset<Row> complete = rows.withColumn(
                        validity.to().name(),
                        lit(null).cast(validity.to().type().sparkType()))
                .withColumn(validity.isCurrent().name(), lit(true));
        SourceRows.Conforming conforming = SourceRows.conform(
                VERB, table, complete, settings.casts(), FeedSource.deleting(table.spec(), settings.deletingWhere()));
        SourceRows.requireGiven(VERB, table, conforming, settings.latestBy());
        try (PinnedRows pinned = SourceRows.pin(VERB, VERB, table, conforming, rows.sparkSession())) {
            return action.apply(table.inSession(VERB, "check the source", () -> checked(pinned, conforming.given())));
        }
    }

    private KeyedSource checked(PinnedRows pinned, List<Field<?>> given) {
        KeyedSource source = KeyedSource.of(
                VERB, table, pinned, given, settings.validity().entityFields(table.spec()), settings.latestBy());
        if (settings.latestBy().isEmpty() && !source.hasUniqueKeys()) {
            Dataset<Row> versions =
                    source.hasDeletes() ? source.rows().filter(not(col(FeedColumns.DELETES))) : source.rows();
            KeyChecks.duplicates(VERB, versions, table.spec(), ", or declare an order with latestBy(...)")
                    .ifPresent(duplicates -> {
                        throw duplicates;
                    });
        }
        if (settings.closingOthersAt().isPresent() && source.rowCount() == 0 && settings.maxClosedPercent() < 100) {
            throw MergeErrors.emptySnapshot(table.name(), "closingOthers(...)", "closingAtMost(100)");
        }
        return source;
    }

    /** Whether there are no rows, and so nothing to do. */
    private boolean isNothing(KeyedSource source) {
        return source.rowCount() == 0 && settings.closingOthersAt().isEmpty();
    }

    private HistorizeResult attempt(KeyedSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        MergeErrors.requireMayHistorize(table.name(), transaction.snapshot());
        if (settings.following()
                .map(position -> position.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(OptionalLong.empty(), Counts.NONE, List.of(), List.of(), SchemaChange.NONE, attempt, start);
        }
        settings.following().ifPresent(position -> position.recordIn(transaction));
        boolean forgets = settings.memory().isZero() && forget(transaction);
        if (isNothing(source) && !forgets) {
            return result(OptionalLong.empty(), Counts.NONE, List.of(), List.of(), SchemaChange.NONE, attempt, start);
        }
        try (HistorizeComparison comparison = compare(source, transaction)) {
            Counts counts = comparison.counts();
            boolean remembers = comparison.remembers();
            if (remembers) {
                MergeErrors.requireMayRemember(VERB, table.name(), transaction.snapshot());
                table.inSession(VERB, "remember events", () -> {
                    comparison.remember();
                    return counts;
                });
            }
            if (counts.isUnchanged()) {
                boolean hasRecord =
                        remembers || forgets || !transaction.schemaChange().isEmpty();
                OptionalLong version = hasRecord
                        ? OptionalLong.of(table.inSession(
                                VERB,
                                "record",
                                () -> transaction.commit(List.of(), List.of(), CommitOperation.merge())))
                        : OptionalLong.empty();
                return result(version, counts, List.of(), List.of(), transaction.schemaChange(), attempt, start);
            }
            List<DataFile> removed = comparison.touchedFiles();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.changed() + counts.removed());
            List<DataFile> added = table.inSession(VERB, "write", () -> transaction.write(comparison.arranged()));
            transaction.recordMetrics(Map.of(
                    "numSourceRows", source.rowCount(),
                    "numTargetRowsInserted", counts.added(),
                    "numTargetRowsUpdated", counts.changed(),
                    "numTargetRowsDeleted", counts.removed(),
                    "numTargetFilesAdded", (long) added.size(),
                    "numTargetFilesRemoved", (long) removed.size(),
                    "numTargetBytesAdded", DataFile.bytes(added),
                    "numTargetBytesRemoved", DataFile.bytes(removed)));
            long version =
                    table.inSession(VERB, "commit", () -> transaction.commit(removed, added, CommitOperation.merge()));
            return result(OptionalLong.of(version), counts, added, removed, transaction.schemaChange(), attempt, start);
        }
    }

    private static boolean forget(DeltaTransaction transaction) {
        boolean forgetsEnds = CompanionFiles.forget(CompanionFiles.DELETED_KEYS, transaction);
        return CompanionFiles.forget(CompanionFiles.UNCHANGED_VERSIONS, transaction) || forgetsEnds;
    }

    private HistorizeComparison compare(KeyedSource source, DeltaTransaction transaction) {
        return new HistorizeComparison(table, settings, source, transaction);
    }

    private static HistorizeResult result(
            OptionalLong version,
            Counts counts,
            List<DataFile> added,
            List<DataFile> removed,
            SchemaChange schemaChange,
            int attempt,
            long start) {
        return new HistorizeResult(
                version,
                counts.added(),
                counts.changed(),
                counts.removed(),
                added.size(),
                removed.size(),
                DataFile.bytes(added),
                Optional.empty(),
                schemaChange,
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
