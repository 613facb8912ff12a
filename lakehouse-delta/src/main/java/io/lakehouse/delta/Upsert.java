package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.UpsertComparison.Counts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;

/**
 * Inserts rows whose key is new and updates those whose key is there with other values; rows that the table holds
 * already are left out, and if nothing is left there is no commit. Only files that can hold one of the keys are read,
 * only files that hold a changed row are rewritten.
 *
 * <p>Same rows as a full {@code MERGE}, always. Immutable: each setting returns a new upsert.
 */
public final class Upsert {

    private static final String VERB = "upsert into";

    private final LakehouseTable table;
    private final List<Field<?>> latestBy;
    private final List<Field<?>> ignored;
    private final Optional<TableChanges> following;

    Upsert(LakehouseTable table) {
        this(table, List.of(), List.of(), Optional.empty());
        if (!table.spec().isKeyed()) {
            throw DeltaErrors.noKey(table.name());
        }
    }

    private Upsert(
            LakehouseTable table, List<Field<?>> latestBy, List<Field<?>> ignored, Optional<TableChanges> following) {
        this.table = table;
        this.latestBy = latestBy;
        this.ignored = ignored;
        this.following = following;
    }

    /**
     * Of source rows that share a key, takes the one greatest by these fields; ties are broken by all other fields.
     * Without it such rows are an error. A source row that is less than the table's row of its key in the same order
     * does not replace it, so that batches may come in any order.
     */
    public Upsert latestBy(Field<?>... fields) {
        return new Upsert(table, table.known(fields), ignored, following);
    }

    /**
     * A row that differs from the table's in these fields only counts as unchanged: the table keeps the values it has,
     * by which {@link #latestBy} then compares.
     */
    public Upsert ignoringChangesIn(Field<?>... fields) {
        return new Upsert(table, latestBy, table.known(fields), following);
    }

    /** Records in the same commit that the table has followed these changes; once recorded, nothing is done. */
    public Upsert following(TableChanges changes) {
        return new Upsert(table, latestBy, ignored, Optional.of(changes));
    }

    /**
     * Upserts the rows. Fields that the spec derives need not be there.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL, or if rows share a key and there is no {@link #latestBy}
     * @throws AppendOnlyException if the table is append-only, and rows of it would change
     * @throws ConcurrentWriteException if other writers keep winning
     */
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
            try (UpsertComparison comparison = compare(source, transaction)) {
                Counts counts = comparison.counts();
                List<AddFile> hit = comparison.filesHit();
                transaction.requireMayRemove(VERB, table.name(), hit, counts.updated());
                return new WritePlan(
                        table.name(),
                        transaction.snapshot().version(),
                        counts.inserted() + counts.updated(),
                        counts.updated(),
                        hit.stream().map(AddFile::path).toList(),
                        DeltaTransaction.bytes(hit),
                        counts.isUnchanged()
                                ? "the table holds every row already"
                                : counts.updated() == 0 ? "every key is new" : "these files hold a row that changes");
            }
        });
    }

    /** Does something with the checked rows, which stay as they are meanwhile. */
    private <T> T pinned(Dataset<Row> rows, Function<UpsertSource, T> action) {
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        try (PinnedRows pinned =
                table.inSession("upsert", "check the source", () -> PinnedRows.of(conforming, rows.sparkSession()))) {
            return action.apply(table.inSession("upsert", "check the source", () -> checked(pinned)));
        }
    }

    private UpsertSource checked(PinnedRows pinned) {
        UpsertSource source =
                UpsertSource.of(VERB, pinned, table.spec(), table.spec().keyFields(), latestBy);
        if (latestBy.isEmpty()) {
            source.requireUniqueKeys(VERB, ", or declare an order with latestBy(...)");
        }
        return source;
    }

    private UpsertResult attempt(UpsertSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (following
                .map(changes -> changes.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(OptionalLong.empty(), Counts.NONE, 0, List.of(), List.of(), attempt, start);
        }
        following.ifPresent(changes -> changes.recordIn(transaction));
        if (source.rowCount() == 0) {
            return unchanged(transaction, Counts.NONE, 0, attempt, start);
        }
        try (UpsertComparison comparison = compare(source, transaction)) {
            Counts counts = comparison.counts();
            if (counts.isUnchanged()) {
                return unchanged(transaction, counts, comparison.filesScanned(), attempt, start);
            }
            List<AddFile> removed = comparison.filesHit();
            transaction.requireMayRemove(VERB, table.name(), removed, counts.updated());
            List<AddFile> added = table.inSession("upsert", "write", () -> transaction.write(comparison.arranged()));
            transaction.recordMetrics(metrics(counts, source, removed, added));
            long version = table.inSession("upsert", "commit", () -> transaction.commit(removed, added, operation()));
            return result(OptionalLong.of(version), counts, comparison.filesScanned(), added, removed, attempt, start);
        }
    }

    private UpsertComparison compare(UpsertSource source, DeltaTransaction transaction) {
        return UpsertComparison.of(table, source, transaction, ignored);
    }

    /** No data to commit; a position to record still is. */
    private UpsertResult unchanged(
            DeltaTransaction transaction, Counts counts, long filesScanned, int attempt, long start) {
        OptionalLong version = following.isPresent()
                ? OptionalLong.of(table.inSession(
                        "upsert", "record the position", () -> transaction.commit(List.of(), List.of(), operation())))
                : OptionalLong.empty();
        return result(version, counts, filesScanned, List.of(), List.of(), attempt, start);
    }

    private static Map<String, Long> metrics(
            Counts counts, UpsertSource source, List<AddFile> removed, List<AddFile> added) {
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("numSourceRows", source.rowCount());
        metrics.put("numTargetRowsInserted", counts.inserted());
        metrics.put("numTargetRowsUpdated", counts.updated());
        metrics.put("numTargetFilesAdded", (long) added.size());
        metrics.put("numTargetFilesRemoved", (long) removed.size());
        metrics.put("numTargetBytesAdded", DeltaTransaction.bytes(added));
        metrics.put("numTargetBytesRemoved", DeltaTransaction.bytes(removed));
        return metrics;
    }

    static DeltaOperations.Operation operation() {
        return new DeltaOperations.Merge(
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of()));
    }

    private static UpsertResult result(
            OptionalLong version,
            Counts counts,
            long filesScanned,
            List<AddFile> added,
            List<AddFile> removed,
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
                DeltaTransaction.bytes(added),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
