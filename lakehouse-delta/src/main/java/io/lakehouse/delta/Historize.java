package io.lakehouse.delta;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.HistorizeComparison.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * Keeps every version of a row and from when to when it held (a slowly changing dimension of type 2), in one commit.
 * The key of the table is what identifies a thing, and the instant from which a version holds; rows to write have all
 * fields but the end and the mark of the current version, which follow from the next version of the same thing.
 *
 * <p>A version that says the same as the one before it is no version and leaves no trace. A late version is put in its
 * place: it holds until the next one that is known. A row for an instant that has a version already corrects that
 * version. A batch that adds nothing commits nothing.
 *
 * <p>Immutable: each setting returns a new historize.
 */
public final class Historize {

    static final String VERB = "historize";

    private final LakehouseTable table;
    private final Validity validity;
    private final List<Field<?>> ignored;

    Historize(LakehouseTable table, Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        this(table, new Validity(from, to, isCurrent), List.of());
        table.known(from, to, isCurrent);
        validity.requireFits(table.spec());
    }

    private Historize(LakehouseTable table, Validity validity, List<Field<?>> ignored) {
        this.table = table;
        this.validity = validity;
        this.ignored = ignored;
    }

    /** A row that differs from the version before it in these fields only is no version. */
    public Historize ignoringChangesIn(Field<?>... fields) {
        return new Historize(table, validity, table.known(fields));
    }

    /**
     * Adds the versions.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL, or if rows share one
     * @throws AppendOnlyException if the table is append-only, and versions that it holds would change or go
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public HistorizeResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        HistorizeResult result = pinned(
                rows, source -> WriteRetries.run(VERB, table.name(), attempt -> attempt(source, attempt, start)));
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

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return pinned(rows, source -> {
            DeltaTransaction transaction = table.begin();
            if (source.rowCount() == 0) {
                return WritePlan.nothing(table.name(), transaction.snapshot().version(), "there are no rows");
            }
            try (HistorizeComparison comparison = compare(source, transaction)) {
                Counts counts = comparison.counts();
                List<AddFile> hit = comparison.filesHit();
                transaction.requireMayRemove(VERB, table.name(), hit, counts.changed() + counts.removed());
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        counts.added() + counts.changed(),
                        counts.changed() + counts.removed(),
                        hit.stream().map(AddFile::path).toList(),
                        DeltaTransaction.bytes(hit),
                        counts.isUnchanged()
                                ? "the table holds every version already"
                                : hit.isEmpty()
                                        ? "no version that is there changes"
                                        : "these files hold a version that ends, changes or goes");
            }
        });
    }

    /** Does something with the checked rows, which stay as they are meanwhile. */
    private <T> T pinned(Dataset<Row> rows, Function<UpsertSource, T> action) {
        Dataset<Row> complete = rows.withColumn(
                        validity.to().name(),
                        lit(null).cast(validity.to().type().sparkType()))
                .withColumn(validity.isCurrent().name(), lit(true));
        Dataset<Row> conforming = SourceRows.conform(VERB, table, complete);
        try (PinnedRows pinned =
                table.inSession(VERB, "check the source", () -> PinnedRows.of(conforming, rows.sparkSession()))) {
            return action.apply(table.inSession(VERB, "check the source", () -> checked(pinned)));
        }
    }

    private UpsertSource checked(PinnedRows pinned) {
        UpsertSource source = UpsertSource.of(VERB, pinned, table.spec(), validity.thing(table.spec()), List.of());
        source.requireUniqueKeys(VERB, "");
        return source;
    }

    private HistorizeResult attempt(UpsertSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (source.rowCount() == 0) {
            return result(OptionalLong.empty(), Counts.NONE, List.of(), List.of(), attempt, start);
        }
        try (HistorizeComparison comparison = compare(source, transaction)) {
            Counts counts = comparison.counts();
            if (counts.isUnchanged()) {
                return result(OptionalLong.empty(), counts, List.of(), List.of(), attempt, start);
            }
            List<AddFile> removed = comparison.filesHit();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.changed() + counts.removed());
            List<AddFile> added = table.inSession(VERB, "write", () -> transaction.write(comparison.arranged()));
            transaction.recordMetrics(Map.of(
                    "numSourceRows", source.rowCount(),
                    "numTargetRowsInserted", counts.added(),
                    "numTargetRowsUpdated", counts.changed(),
                    "numTargetRowsDeleted", counts.removed(),
                    "numTargetFilesAdded", (long) added.size(),
                    "numTargetFilesRemoved", (long) removed.size(),
                    "numTargetBytesAdded", DeltaTransaction.bytes(added),
                    "numTargetBytesRemoved", DeltaTransaction.bytes(removed)));
            long version =
                    table.inSession(VERB, "commit", () -> transaction.commit(removed, added, Upsert.operation()));
            return result(OptionalLong.of(version), counts, added, removed, attempt, start);
        }
    }

    private HistorizeComparison compare(UpsertSource source, DeltaTransaction transaction) {
        return new HistorizeComparison(table, validity, ignored, source, transaction);
    }

    private static HistorizeResult result(
            OptionalLong version, Counts counts, List<AddFile> added, List<AddFile> removed, int attempt, long start) {
        return new HistorizeResult(
                version,
                counts.added(),
                counts.changed(),
                counts.removed(),
                added.size(),
                removed.size(),
                DeltaTransaction.bytes(added),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
