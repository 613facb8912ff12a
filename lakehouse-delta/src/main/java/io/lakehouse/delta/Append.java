package io.lakehouse.delta;

import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.AppendWrite;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds the rows of a batch, once: the commit holds the batch's name, and a batch whose name the table knows is skipped.
 * Batches may come in any order. Of two that run at once under one name, one is added.
 *
 * <p>The table remembers the names for ever, each a few bytes of its log; but not those of commits that a RESTORE took
 * back, nor those from before it was replaced or overwritten as a whole.
 */
public final class Append {

    private final AppendWrite write;

    Append(TableLog table, String batch) {
        if (table.spec().isKeyed()) {
            throw DeltaErrors.appendToKeyed(table.name());
        }
        if (batch.isBlank()) {
            throw new IllegalArgumentException("Invalid batch of " + table.name()
                    + ": its name is blank; name it so that a rerun has the same name.");
        }
        this.write = new AppendWrite(table, batch);
    }

    /**
     * Whether the table holds the batch already, so that {@link #execute} would skip it.
     *
     * @throws UnknownOutcomeException if nothing tells: a restore, and a log that no longer reaches back behind it
     */
    public boolean isDone() {
        return write.isDone();
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
        return write.execute(rows);
    }

    /**
     * Records that the table holds the batch, without adding rows: for one that came otherwise, or of which nothing tells.
     *
     * @return how it went, with no rows appended
     */
    public AppendResult markDone() {
        return write.markDone();
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return write.plan(rows);
    }
}
