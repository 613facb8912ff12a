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
import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.UpsertWrite;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Inserts rows whose key is new and updates those whose key is there with other values; rows that the table holds
 * already are left out, and if nothing is left there is no commit. Only files that can hold one of the keys are read,
 * only files that hold a changed row are rewritten.
 *
 * <p>Same rows as a full {@code MERGE}, always. Immutable: each setting returns a new upsert.
 */
public final class Upsert {

    private final TableLog table;
    private final List<Field<?>> latestBy;
    private final List<Field<?>> ignored;
    private final Optional<PendingChanges> following;

    Upsert(TableLog table) {
        this(table, List.of(), List.of(), Optional.empty());
        if (!table.spec().isKeyed()) {
            throw DeltaErrors.noKey(table.name());
        }
    }

    private Upsert(
            TableLog table, List<Field<?>> latestBy, List<Field<?>> ignored, Optional<PendingChanges> following) {
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
        return new Upsert(table, latestBy, ignored, Optional.of(changes.pending()));
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

    private UpsertWrite write() {
        return new UpsertWrite(table, latestBy, ignored, following);
    }
}
