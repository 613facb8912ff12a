package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InexactCastException;
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
 * Maintains the history of rows as a slowly changing dimension of type 2, in one commit: every version of a row, and
 * from when to when it is valid. The key of the table consists of the business key and the instant from which a version
 * is valid. Rows to write have all fields except the end of the validity and the current flag, which follow from the
 * next version of the same business key.
 *
 * <p>A version that equals the one before it is dropped. A late version is inserted in its place and is valid until the
 * next known one. A row for an instant that already has a version corrects that version. A batch without changes
 * commits nothing.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Historize {

    private final TableLog table;
    private final Validity validity;
    private final List<Field<?>> ignored;
    private final boolean casts;

    Historize(TableLog table, Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        this(table, new Validity(from, to, isCurrent), List.of(), false);
        table.known(from, to, isCurrent);
        validity.requireFits(table.spec());
    }

    private Historize(TableLog table, Validity validity, List<Field<?>> ignored, boolean casts) {
        this.table = table;
        this.validity = validity;
        this.ignored = ignored;
        this.casts = casts;
    }

    /** Does not treat a row as a new version if it differs from the version before it in these fields only. */
    public Historize ignoringChangesIn(Field<?>... fields) {
        return new Historize(table, validity, table.known(fields), casts);
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Historize casting() {
        return new Historize(table, validity, ignored, true);
    }

    /**
     * Adds the versions.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have an extra one or one of another type
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL or several rows share one
     * @throws AppendOnlyException if the table is append-only and existing versions would be changed or removed
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public HistorizeResult execute(Dataset<Row> rows) {
        return write().execute(rows);
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does; likewise the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return write().plan(rows);
    }

    private HistorizeWrite write() {
        return new HistorizeWrite(table, validity, ignored, casts);
    }
}
