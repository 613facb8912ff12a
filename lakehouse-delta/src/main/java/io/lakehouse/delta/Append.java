package io.lakehouse.delta;

import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.result.AppendResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.AppendWrite;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Appends the rows of a batch exactly once: the commit records the name of the batch, and a batch whose name is already
 * recorded is skipped. Batches may arrive in any order. If two runs append concurrently under the same name, one takes
 * effect.
 *
 * <p>The table remembers the names forever, at a few bytes of log each. It forgets the names of commits that a RESTORE
 * takes back, and all names when it is replaced or overwritten as a whole.
 */
public final class Append {

    private final TableLog table;
    private final String batch;
    private final boolean casts;
    private final boolean evolves;

    Append(TableLog table, String batch) {
        this(table, batch, false, false);
    }

    private Append(TableLog table, String batch, boolean casts, boolean evolves) {
        this.table = table;
        this.batch = batch;
        this.casts = casts;
        this.evolves = evolves;
        if (table.spec().isKeyed()) {
            throw DeltaErrors.appendToKeyed(table.name());
        }
        if (batch.isBlank()) {
            throw new IllegalArgumentException("Invalid batch of " + table.name()
                    + ": its name is blank; name it so that a rerun has the same name.");
        }
    }

    /**
     * Whether the table already contains the batch, so that {@link #execute} would skip it.
     *
     * @throws UnknownOutcomeException if this cannot be determined: the table may have been restored, and its log no
     *     longer reaches back far enough
     */
    public boolean isDone() {
        return new AppendWrite(table, batch, casts).isDone();
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Append casting() {
        return new Append(table, batch, true, evolves);
    }

    /**
     * Adds columns that the rows have and the table does not to the table, in the same commit, and widens the types of
     * others where Delta can, if the {@linkplain TableSpec#evolution() spec} allows it. Added columns are optional; rows
     * that come without them have NULL in them. The result says what was added. A column of the spec that is missing, or
     * has another type, is an error as always.
     */
    public Append evolving() {
        return new Append(table, batch, casts, true);
    }

    /**
     * Appends the rows unless the table already contains the batch. The rows need not contain derived fields.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have one of another type, or an extra one without
     *     {@link #evolving()}
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws UnknownOutcomeException as {@link #isDone} does
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public AppendResult execute(Dataset<Row> rows) {
        return write(rows).execute(rows);
    }

    /**
     * Records that the table contains the batch without adding rows: for a batch that was loaded by other means, or for
     * which {@link #isDone} is undetermined.
     *
     * @return the result, with no rows appended
     */
    public AppendResult markDone() {
        return new AppendWrite(table, batch, casts).markDone();
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does; likewise the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return write(rows).plan(rows);
    }

    private AppendWrite write(Dataset<Row> rows) {
        return new AppendWrite(evolves ? AppendWrite.evolved(table, rows) : table, batch, casts);
    }
}
