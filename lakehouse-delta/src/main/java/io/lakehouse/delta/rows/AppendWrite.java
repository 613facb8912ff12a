package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.flow.StreamBatch;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.RowConstraint;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.rows.SourceRows.Conforming;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.VerbSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    /** The micro-batch of a streaming query; empty for a batch that is known by its name. */
    private final Optional<StreamBatch> micro;

    private final boolean casts;

    /**
     * Prepares to append.
     *
     * @param batch the name of the batch
     * @param casts whether to cast values that fit exactly
     */
    public AppendWrite(TableLog table, String batch, boolean casts) {
        this(table, batch, Optional.empty(), casts);
    }

    /** Prepares to append a micro-batch of a streaming query. */
    public AppendWrite(TableLog table, StreamBatch micro, boolean casts) {
        this(table, micro.number() + " of query " + micro.query(), Optional.of(micro), casts);
    }

    private AppendWrite(TableLog table, String batch, Optional<StreamBatch> micro, boolean casts) {
        this.table = table;
        this.batch = batch;
        this.micro = micro;
        this.casts = casts;
    }

    /** The table with the columns of these rows. */
    public static TableLog evolved(TableLog table, Dataset<Row> rows) {
        return Evolution.of(VERB, table, rows, List.of(), List.of());
    }

    /** Whether the table already contains the batch. */
    public boolean isDone() {
        return table.inSession("append", "look for the batch", () -> isDone(table.begin()));
    }

    private boolean isDone(DeltaTransaction transaction) {
        if (micro.isPresent()) {
            return micro.get().isRecordedIn(transaction, table.name());
        }
        StreamProgress progress = transaction.progressOf(stream());
        if (progress.isUncertain(stream())) {
            throw RowErrors.uncertainBatch(table.name(), batch);
        }
        return progress.of(stream()).isPresent();
    }

    /** Appends the rows, unless the table already contains the batch. */
    public AppendResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        Conforming conforming = SourceRows.conform(VERB, table, rows, casts);
        if (RowChecks.mustPrecedeWrite(table.spec()) && !isDone()) {
            ExactCasts.translating(VERB, table.name(), () -> requireValid(conforming));
        }
        // Delta's own command would compute the rows a second time.
        // A micro-batch can have state that is computed only once.
        boolean isPinned = Queries.isObserved(rows) || table.reasonForDelta().isPresent() || micro.isPresent();
        AppendResult result = isPinned
                ? executePinned(conforming, rows.sparkSession(), start)
                : ExactCasts.translating(
                        VERB,
                        table.name(),
                        () -> execute(
                                new Conforming(
                                        Queries.in(
                                                VerbSession.forWriting(rows.sparkSession(), table.verbSession()),
                                                conforming.rows()),
                                        conforming.given()),
                                start));
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

    private AppendResult executePinned(Conforming conforming, SparkSession source, long start) {
        try (PinnedRows pinned = SourceRows.pin(VERB, "append", table, conforming, source)) {
            return execute(new Conforming(pinned.rows(), conforming.given()), start);
        }
    }

    private AppendResult execute(Conforming conforming, long start) {
        return WriteRetries.run(VERB, table, attempt -> attempt(conforming, attempt, start));
    }

    /** Records that the table contains the batch, without adding rows. */
    public AppendResult markDone() {
        long start = System.nanoTime();
        return WriteRetries.run(VERB, table, attempt -> {
            DeltaTransaction transaction = beginAppend();
            transaction.progressOf(stream());
            transaction.recordProgress(stream(), 1);
            long version =
                    table.inSession("append", "commit", () -> transaction.commit(List.of(), List.of(), operation()));
            return new AppendResult(
                    OptionalLong.of(version), 0, 0, 0, Optional.empty(), SchemaChange.NONE, attempt, elapsed(start));
        });
    }

    /** Plans what {@link #execute} would do now. */
    public WritePlan plan(Dataset<Row> rows) {
        Conforming conforming = SourceRows.conform(VERB, table, rows, casts);
        DeltaTransaction transaction = beginAppend();
        long version = transaction.snapshot().version();
        return isDone(transaction)
                ? WritePlan.nothing(table.name(), version, "the table already contains batch " + batch)
                : new WritePlan(
                        table.name(),
                        version,
                        ExactCasts.translating(VERB, table.name(), () -> requireValid(conforming)),
                        0,
                        List.of(),
                        0,
                        transaction.snapshot().reasonForDelta(),
                        transaction.schemaChange(),
                        "batch " + batch + " is new, and its rows are added in new files");
    }

    /** Writes the rows and checks them in the same pass, so that valid rows are read only once. */
    private List<DataFile> written(DeltaTransaction transaction, Conforming rows) {
        try {
            return table.inSession(
                    "append",
                    "write",
                    () -> transaction.write(
                            FileLayout.arrange(
                                    RowImages.of(transaction, rows.given(), false)
                                            .inserted(rows.rows()),
                                    table.spec(),
                                    0),
                            RowChecks.constraints(table.spec())));
        } catch (Exception e) {
            if (RowConstraint.isViolation(e)) {
                requireValid(rows, e);
            }
            throw e;
        }
    }

    /** Reports which check failed, and for how many rows. */
    private void requireValid(Conforming rows, Exception failure) {
        try {
            requireValid(rows);
        } catch (Exception e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /** Checks the rows and returns their number. */
    private long requireValid(Conforming rows) {
        return table.inSession("append", "check the source", () -> {
            Row counts = rows.rows()
                    .agg(
                            count(lit(1)),
                            RowChecks.counts(table.spec(), rows.given()).toArray(Column[]::new))
                    .first();
            RowChecks.require(VERB, table.spec(), counts, 1);
            return counts.getLong(0);
        });
    }

    private AppendResult attempt(Conforming rows, int attempt, long start) {
        DeltaTransaction transaction = beginAppend();
        if (isDone(transaction)) {
            return new AppendResult(
                    OptionalLong.empty(), 0, 0, 0, Optional.empty(), SchemaChange.NONE, attempt, elapsed(start));
        }
        micro.ifPresent(stream -> RowErrors.requireMayFollow(VERB, table.name(), transaction.snapshot()));
        if (transaction.snapshot().reasonForDelta().isPresent()) {
            return delegated(transaction, rows, attempt, start);
        }
        if (micro.isPresent()) {
            micro.get().recordIn(transaction);
        } else {
            transaction.recordProgress(stream(), 1);
        }
        List<DataFile> added = written(transaction, rows);
        long rowCount = table.inSession("append", "count the rows", () -> transaction.rowsOf(added));
        long version = table.inSession("append", "commit", () -> transaction.commit(List.of(), added, operation()));
        return new AppendResult(
                OptionalLong.of(version),
                rowCount,
                added.size(),
                DataFile.bytes(added),
                Optional.empty(),
                transaction.schemaChange(),
                attempt,
                elapsed(start));
    }

    private AppendResult delegated(DeltaTransaction transaction, Conforming rows, int attempt, long start) {
        // Delta's writer checks what the table enforces, and the spec may require more.
        requireValid(rows);
        DeltaCommands.Committed done = table.inSession(
                "append",
                "write",
                () -> DeltaCommands.after(table, transaction.snapshot())
                        .append(rows.rows(), stream(), transaction.nextProgress(stream())));
        return new AppendResult(
                done.version(),
                done.metric("numOutputRows"),
                done.metric("numFiles"),
                done.metric("numOutputBytes"),
                transaction.snapshot().reasonForDelta(),
                SchemaChange.NONE,
                attempt,
                elapsed(start));
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
