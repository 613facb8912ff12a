package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.UpsertWrite;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Inserts rows with a new key, and updates existing rows whose values differ. Rows that the table already contains are
 * skipped, and if no others are left there is no commit. Only files that can contain one of the keys are read, and only
 * files that contain a changed row are rewritten.
 *
 * <p>The resulting rows are always those of a full {@code MERGE}. Immutable: each setting returns a new instance.
 */
public final class Upsert {

    private final TableLog table;
    private final List<Field<?>> latestBy;
    private final List<Field<?>> ignored;
    private final Optional<PendingChanges> following;
    private final boolean casts;

    Upsert(TableLog table) {
        this(table, List.of(), List.of(), Optional.empty(), false);
        if (!table.spec().isKeyed()) {
            throw DeltaErrors.noKey(table.name());
        }
    }

    private Upsert(
            TableLog table,
            List<Field<?>> latestBy,
            List<Field<?>> ignored,
            Optional<PendingChanges> following,
            boolean casts) {
        this.table = table;
        this.latestBy = latestBy;
        this.ignored = ignored;
        this.following = following;
        this.casts = casts;
    }

    /**
     * Among source rows that share a key, chooses the greatest by these fields; all other fields break ties. Without
     * this setting such rows are an error. A source row that is less than the table's row in the same order does not
     * replace it, so batches may arrive in any order.
     */
    public Upsert latestBy(Field<?>... fields) {
        return new Upsert(table, table.known(fields), ignored, following, casts);
    }

    /**
     * Treats a row that differs from the table's in these fields only as unchanged: the table keeps its values, and
     * {@link #latestBy} then compares with these.
     */
    public Upsert ignoringChangesIn(Field<?>... fields) {
        return new Upsert(table, latestBy, table.known(fields), following, casts);
    }

    /**
     * Records in the same commit that the table has processed these changes; if that is recorded already, nothing is
     * done.
     */
    public Upsert following(TableChanges changes) {
        return new Upsert(table, latestBy, ignored, Optional.of(changes.pending()), casts);
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Upsert casting() {
        return new Upsert(table, latestBy, ignored, following, true);
    }

    /**
     * Upserts the rows. The rows need not contain derived fields.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have an extra one or one of another type
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL, or if several rows share one and {@link #latestBy} is not set
     * @throws AppendOnlyException if the table is append-only and existing rows would change
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public UpsertResult execute(Dataset<Row> rows) {
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

    private UpsertWrite write() {
        return new UpsertWrite(table, latestBy, ignored, following, casts);
    }
}
