package io.lakehouse.delta;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Fields;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.schema.InvariantViolationException;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Adds the rows of a batch, once: the commit holds the batch's name, and a batch whose name the table knows is skipped.
 * Batches may come in any order. Of two that run at once under one name, one is added.
 *
 * <p>The table remembers the names for ever, each a few bytes of its log; but not those of commits that a RESTORE took
 * back, nor those from before it was replaced or overwritten as a whole.
 */
public final class Append {

    private static final String VERB = "append to";

    private final LakehouseTable table;
    private final String batch;

    Append(LakehouseTable table, String batch) {
        if (table.spec().isKeyed()) {
            throw DeltaErrors.appendToKeyed(table.name());
        }
        if (batch.isBlank()) {
            throw new IllegalArgumentException("Invalid batch of " + table.name()
                    + ": its name is blank; name it so that a rerun has the same name.");
        }
        this.table = table;
        this.batch = batch;
    }

    /**
     * Whether the table holds the batch already, so that {@link #execute} would skip it.
     *
     * @throws UnknownOutcomeException if nothing tells: a restore, and a log that no longer reaches back behind it
     */
    public boolean isDone() {
        return table.inSession("append", "look for the batch", () -> isDone(table.begin()));
    }

    private boolean isDone(DeltaTransaction transaction) {
        StreamProgress progress = transaction.progressOf(stream());
        if (progress.isUncertain(stream())) {
            throw DeltaErrors.uncertainBatch(table.name(), batch);
        }
        return progress.of(stream()).isPresent();
    }

    /**
     * Appends the rows, unless the table holds the batch already. Fields that the spec derives need not be there.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws UnknownOutcomeException as {@link #isDone} does
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public AppendResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        if (RowChecks.precedeTheWrite(table.spec()) && !isDone()) {
            requireSound(conforming);
        }
        AppendResult result = isObserved(rows)
                ? executePinned(conforming, rows.sparkSession(), start)
                : execute(inSessionOf(rows, conforming), start);
        table.report(
                "append",
                result.committed()
                        ? result.rowsAppended() + " rows of batch " + batch
                        : "batch " + batch + " is there already",
                result.filesAdded(),
                0,
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    /** Whether the caller waits for figures of the rows, which come from a query in the session that they were made in. */
    private static boolean isObserved(Dataset<Row> rows) {
        return rows.queryExecution().analyzed().exists(node -> node instanceof CollectMetrics);
    }

    /** As the caller's session computes it, with the zone in which statistics are written. */
    private static Dataset<Row> inSessionOf(Dataset<Row> source, Dataset<Row> conforming) {
        return Dataset.ofRows(
                VerbSession.forWriting(source.sparkSession()),
                conforming.queryExecution().analyzed());
    }

    private AppendResult executePinned(Dataset<Row> conforming, SparkSession source, long start) {
        try (PinnedRows pinned = table.inSession("append", "pin the source", () -> PinnedRows.of(conforming, source))) {
            return execute(pinned.rows(), start);
        }
    }

    private AppendResult execute(Dataset<Row> conforming, long start) {
        return WriteRetries.run(VERB, table.name(), attempt -> attempt(conforming, attempt, start));
    }

    /**
     * Records that the table holds the batch, without adding rows: for one that came otherwise, or of which nothing tells.
     *
     * @return how it went, with no rows appended
     */
    public AppendResult markDone() {
        long start = System.nanoTime();
        return WriteRetries.run(VERB, table.name(), attempt -> {
            DeltaTransaction transaction = beginRemembering();
            transaction.progressOf(stream());
            transaction.recordProgress(stream(), 1);
            long version =
                    table.inSession("append", "commit", () -> transaction.commit(List.of(), List.of(), operation()));
            return new AppendResult(OptionalLong.of(version), 0, 0, 0, attempt, elapsed(start));
        });
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        DeltaTransaction transaction = beginRemembering();
        long version = transaction.snapshot().version();
        return isDone(transaction)
                ? WritePlan.nothing(table.name(), version, "the table holds batch " + batch + " already")
                : new WritePlan(
                        table.name(),
                        version,
                        requireSound(conforming),
                        0,
                        List.of(),
                        0,
                        "batch " + batch + " is new, and rows are added in files of their own");
    }

    /** Writes the rows, checked on the way: those in order are read once. */
    private List<AddFile> written(DeltaTransaction transaction, Dataset<Row> rows) {
        try {
            return table.inSession(
                    "append",
                    "write",
                    () -> transaction.write(
                            FileLayout.arrange(rows, table.spec(), 0), RowChecks.constraints(table.spec())));
        } catch (Exception e) {
            if (isViolation(e)) {
                requireSound(rows, e);
            }
            throw e;
        }
    }

    private static boolean isViolation(@Nullable Throwable failure) {
        return failure != null && (failure instanceof InvariantViolationException || isViolation(failure.getCause()));
    }

    /** Tells which check failed, and how many rows it was. */
    private void requireSound(Dataset<Row> rows, Exception failure) {
        try {
            requireSound(rows);
        } catch (Exception e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /** How many rows there are, all of them sound. */
    private long requireSound(Dataset<Row> rows) {
        return table.inSession("append", "check the source", () -> {
            Row counts = rows.agg(count(lit(1)), RowChecks.counts(table.spec()).toArray(Column[]::new))
                    .first();
            RowChecks.require(VERB, table.spec(), counts, 1);
            return counts.getLong(0);
        });
    }

    private AppendResult attempt(Dataset<Row> rows, int attempt, long start) {
        DeltaTransaction transaction = beginRemembering();
        if (isDone(transaction)) {
            return new AppendResult(OptionalLong.empty(), 0, 0, 0, attempt, elapsed(start));
        }
        transaction.recordProgress(stream(), 1);
        List<AddFile> added = written(transaction, rows);
        long rowCount = table.inSession("append", "count the rows", () -> transaction.rowsOf(added));
        long version = table.inSession("append", "commit", () -> transaction.commit(List.of(), added, operation()));
        return new AppendResult(
                OptionalLong.of(version),
                rowCount,
                added.size(),
                DeltaTransaction.bytes(added),
                attempt,
                elapsed(start));
    }

    private DeltaTransaction beginRemembering() {
        DeltaTransaction transaction = table.begin();
        if (transaction.hasProperty(DeltaProperties.FORGETS_BATCHES)) {
            throw DeltaErrors.forgetfulOfBatches(table.name(), DeltaProperties.FORGETS_BATCHES);
        }
        return transaction;
    }

    private String stream() {
        return StreamProgress.BATCH + batch;
    }

    private DeltaOperations.Operation operation() {
        List<String> partitions = Fields.names(table.spec().partitionFields());
        return new DeltaOperations.Write(
                SaveMode.Append,
                partitions.isEmpty() ? Option.empty() : Option.apply(ScalaLists.seq(partitions)),
                Option.empty(),
                Option.empty());
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
