package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.RowConstraint;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.VerbSession;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Appends the rows of a batch to a table without a key, unless the table already contains the batch. */
public final class AppendWrite {

    private static final String VERB = "append to";

    private final TableLog table;
    private final String batch;

    public AppendWrite(TableLog table, String batch) {
        this.table = table;
        this.batch = batch;
    }

    /** Whether the table already contains the batch. */
    public boolean isDone() {
        return table.inSession("append", "look for the batch", () -> isDone(table.begin()));
    }

    private boolean isDone(DeltaTransaction transaction) {
        StreamProgress progress = transaction.progressOf(stream());
        if (progress.isUncertain(stream())) {
            throw RowErrors.uncertainBatch(table.name(), batch);
        }
        return progress.of(stream()).isPresent();
    }

    /** Appends the rows, unless the table already contains the batch. */
    public AppendResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        if (RowChecks.mustPrecedeWrite(table.spec()) && !isDone()) {
            requireValid(conforming);
        }
        AppendResult result = Queries.isObserved(rows)
                ? executePinned(conforming, rows.sparkSession(), start)
                : execute(Queries.in(VerbSession.forWriting(rows.sparkSession()), conforming), start);
        table.report(
                "append",
                result.committed()
                        ? result.rowsAppended() + " rows of batch " + batch
                        : "it already contains batch " + batch,
                result.filesAdded(),
                0,
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    private AppendResult executePinned(Dataset<Row> conforming, SparkSession source, long start) {
        try (PinnedRows pinned = table.inSession("append", "pin the source", () -> PinnedRows.of(conforming, source))) {
            return execute(pinned.rows(), start);
        }
    }

    private AppendResult execute(Dataset<Row> conforming, long start) {
        return WriteRetries.run(VERB, table.name(), attempt -> attempt(conforming, attempt, start));
    }

    /** Records that the table contains the batch, without adding rows. */
    public AppendResult markDone() {
        long start = System.nanoTime();
        return WriteRetries.run(VERB, table.name(), attempt -> {
            DeltaTransaction transaction = beginAppend();
            transaction.progressOf(stream());
            transaction.recordProgress(stream(), 1);
            long version =
                    table.inSession("append", "commit", () -> transaction.commit(List.of(), List.of(), operation()));
            return new AppendResult(OptionalLong.of(version), 0, 0, 0, attempt, elapsed(start));
        });
    }

    /** Plans what {@link #execute} would do now. */
    public WritePlan plan(Dataset<Row> rows) {
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        DeltaTransaction transaction = beginAppend();
        long version = transaction.snapshot().version();
        return isDone(transaction)
                ? WritePlan.nothing(table.name(), version, "the table already contains batch " + batch)
                : new WritePlan(
                        table.name(),
                        version,
                        requireValid(conforming),
                        0,
                        List.of(),
                        0,
                        "batch " + batch + " is new, and its rows are added in new files");
    }

    /** Writes the rows and checks them in the same pass, so that valid rows are read only once. */
    private List<DataFile> written(DeltaTransaction transaction, Dataset<Row> rows) {
        try {
            return table.inSession(
                    "append",
                    "write",
                    () -> transaction.write(
                            FileLayout.arrange(rows, table.spec(), 0), RowChecks.constraints(table.spec())));
        } catch (Exception e) {
            if (RowConstraint.isViolation(e)) {
                requireValid(rows, e);
            }
            throw e;
        }
    }

    /** Reports which check failed, and for how many rows. */
    private void requireValid(Dataset<Row> rows, Exception failure) {
        try {
            requireValid(rows);
        } catch (Exception e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /** Checks the rows and returns their number. */
    private long requireValid(Dataset<Row> rows) {
        return table.inSession("append", "check the source", () -> {
            Row counts = rows.agg(count(lit(1)), RowChecks.counts(table.spec()).toArray(Column[]::new))
                    .first();
            RowChecks.require(VERB, table.spec(), counts, 1);
            return counts.getLong(0);
        });
    }

    private AppendResult attempt(Dataset<Row> rows, int attempt, long start) {
        DeltaTransaction transaction = beginAppend();
        if (isDone(transaction)) {
            return new AppendResult(OptionalLong.empty(), 0, 0, 0, attempt, elapsed(start));
        }
        transaction.recordProgress(stream(), 1);
        List<DataFile> added = written(transaction, rows);
        long rowCount = table.inSession("append", "count the rows", () -> transaction.rowsOf(added));
        long version = table.inSession("append", "commit", () -> transaction.commit(List.of(), added, operation()));
        return new AppendResult(
                OptionalLong.of(version), rowCount, added.size(), DataFile.bytes(added), attempt, elapsed(start));
    }

    private DeltaTransaction beginAppend() {
        DeltaTransaction transaction = table.begin();
        if (transaction.snapshot().hasProperty(SpecProperties.TRANSACTION_RETENTION)) {
            throw RowErrors.forgetsBatches(table.name(), SpecProperties.TRANSACTION_RETENTION);
        }
        return transaction;
    }

    private String stream() {
        return StreamRecords.BATCH + batch;
    }

    private CommitOperation operation() {
        return CommitOperation.append(Fields.names(table.spec().partitionFields()));
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
