package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.HistorizeResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.HistorizeWrite;
import io.lakehouse.delta.rows.Validity;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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

    private final TableLog table;
    private final Validity validity;
    private final List<Field<?>> ignored;

    Historize(TableLog table, Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        this(table, new Validity(from, to, isCurrent), List.of());
        table.known(from, to, isCurrent);
        validity.requireFits(table.spec());
    }

    private Historize(TableLog table, Validity validity, List<Field<?>> ignored) {
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
        return write().execute(rows);
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return write().plan(rows);
    }

    private HistorizeWrite write() {
        return new HistorizeWrite(table, validity, ignored);
    }
}
