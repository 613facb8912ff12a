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
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.merge.UpsertSettings;
import io.lakehouse.delta.merge.UpsertWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows with a new key, and updates existing rows whose values differ. Rows that the table already contains are
 * skipped, and if no others are left there is no commit. Only files that can contain one of the keys are read, and only
 * files that contain a changed row are rewritten.
 *
 * <p>The resulting rows are always those of a full {@code MERGE}. Immutable: each setting returns a new instance.
 */
public final class Upsert {

    private final TableLog table;
    private final UpsertSettings settings;

    Upsert(TableLog table) {
        this(table, UpsertSettings.builder().build());
        if (!table.spec().isKeyed()) {
            throw DeltaErrors.noKey(table.name());
        }
    }

    private Upsert(TableLog table, UpsertSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    private Upsert with(UnaryOperator<UpsertSettings.Builder> change) {
        return new Upsert(
                table, change.apply(UpsertSettings.builder().from(settings)).build());
    }

    /**
     * Among source rows that share a key, chooses the greatest by these fields; all other fields break ties. Without
     * this setting such rows are an error. A source row that is less than the table's row in the same order does not
     * replace it, so batches may arrive in any order.
     */
    public Upsert latestBy(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        return with(settings -> settings.latestBy(known));
    }

    /**
     * Treats a row that differs from the table's in these fields only as unchanged: the table keeps its values, and
     * {@link #latestBy} then compares with these.
     */
    public Upsert ignoringChangesIn(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        return with(settings -> settings.ignored(known));
    }

    /**
     * Deletes the row whose key a source row has, if that source row matches the filter. The fields of the filter may be
     * fields of the feed alone: declare them with {@link Field}, and they are not stored. A delete needs its key and the
     * fields of {@link #latestBy} only.
     *
     * <p>With {@link #latestBy}, an event older than a delete does not bring the row back, even if it comes in a later
     * batch: the table {@linkplain #rememberingDeletes remembers} what was deleted. Of an event and a delete that are
     * equal in that order, the delete counts. Without it, batches count in the order in which they come.
     */
    public Upsert deletingWhere(RowFilter filter) {
        return with(settings -> settings.deletingWhere(filter));
    }

    /**
     * Sets this field to true in deleted rows, instead of removing them, and to false in all others. A deleted row keeps
     * its other values, except those of {@link #latestBy}. A delete whose row comes later marks it then.
     */
    public Upsert markingDeleted(Field<Boolean> field) {
        table.known(field);
        return with(settings -> settings.deletedMark(field));
    }

    /**
     * How long the table remembers deleted keys, for events that come later than that. Default: 7 days. Longer costs
     * space, but hardly time, because keys are looked up. Zero forgets all of them, and is right for feeds whose batches
     * come in order.
     */
    public Upsert rememberingDeletes(Duration retention) {
        if (retention.isNegative()) {
            throw DeltaErrors.negativeMemory(retention);
        }
        return with(settings -> settings.memory(retention));
    }

    /**
     * Updates these fields of existing rows only, and those of {@link #latestBy}. New rows get all fields. The source
     * need not have the others.
     *
     * @throws IllegalArgumentException if one of them is part of the key
     */
    public Upsert updatingOnly(Field<?>... fields) {
        List<Field<?>> carried = notKey(fields);
        return with(settings -> settings.updatingOnly(carried));
    }

    /**
     * Keeps the value of a row where the source has NULL in one of these fields, for events that carry only what
     * changed. The source need not have these fields. In a new row they are NULL.
     *
     * @see #nullWhere
     * @throws IllegalArgumentException if one of them is part of the key
     */
    public Upsert keepingOldWhereNull(Field<?>... fields) {
        List<Field<?>> kept = notKey(fields);
        return with(settings -> settings.keptWhereNull(kept));
    }

    /**
     * Sets a field of {@link #keepingOldWhereNull} to NULL if it is NULL in a source row that matches this filter. The
     * fields of the filter may be fields of the feed alone.
     */
    public Upsert nullWhere(Field<?> field, RowFilter filter) {
        List<Field<?>> known = notKey(field);
        return with(settings -> settings.putNullWhere(known.get(0), filter));
    }

    /**
     * Takes from each source row only the fields whose names are in this field, in upper or lower case, for events that
     * tell which fields changed. Of the others, a row keeps the values. The source need not have them.
     */
    public Upsert updatingFieldsIn(Field<List<@Nullable String>> names) {
        return with(settings -> settings.changedFields(names));
    }

    /**
     * Keeps, in this field of the table, the order of each value that is older than its row. Events that carry some
     * fields only may then come in any order, too: each field has the latest value that any event carried. Without this
     * setting all values of a row count as old as the row, and an event that is older than the row changes nothing.
     *
     * <p>The field is an optional map from field names to values of the one field of {@link #latestBy}.
     */
    public <T> Upsert keepingOrderIn(Field<Map<String, @Nullable T>> field) {
        table.known(field);
        return with(settings -> settings.fieldOrders(field));
    }

    private List<Field<?>> notKey(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        known.stream().filter(table.spec().keyFields()::contains).findFirst().ifPresent(field -> {
            throw DeltaErrors.keyNotUpdated(table.name(), field);
        });
        return known;
    }

    /** Only inserts rows with a new key. Rows of the table never change: the first one wins. */
    public Upsert insertingOnly() {
        return with(settings -> settings.insertsOnly(true));
    }

    /**
     * Deletes every row whose key the source does not have: the source is a full snapshot. If that is more than
     * {@linkplain #deletingAtMost half} of the rows, or if the source is empty, nothing is written. Remembered deletes do
     * not matter: a snapshot says itself what is there.
     */
    public Upsert deletingOthers() {
        return with(settings -> settings.deletesOthers(true));
    }

    /** Like {@link #deletingOthers()}, for a source that is a full snapshot of the rows that match a filter. */
    public Upsert deletingOthers(RowFilter scope) {
        scope.terms().forEach(term -> table.known(term.field()));
        return with(settings -> settings.deletesOthers(true).othersScope(scope));
    }

    /**
     * The greatest share, in percent, of the rows in the scope that {@link #deletingOthers()} may delete. Default: 50.
     * 100 permits everything.
     */
    public Upsert deletingAtMost(int percent) {
        if (percent < 0 || percent > 100) {
            throw DeltaErrors.notPercent(percent);
        }
        return with(settings -> settings.maxDeletedPercent(percent));
    }

    /**
     * Records in the same commit that the table has processed these changes; if that is recorded already, nothing is
     * done.
     */
    public Upsert following(TableChanges changes) {
        return with(settings -> settings.following(changes.pending()));
    }

    /**
     * Leaves out rows that must not be written, and passes them on: rows with NULL in the key, without a required field,
     * or that violate a quality rule that does not fail the verb. The others are written. An event that carries some
     * fields only is judged by the row that it would leave, and refused with all events of its key.
     *
     * <p>The rows have the source's fields and {@code _reasons}, an array of texts. They are passed on before
     * the commit, and again if the verb runs again or has to try again, so what takes them has to be idempotent:
     *
     * <pre>{@code
     * customers.upsert().quarantining(rows -> refused.append(batch).execute(rows)).execute(events);
     * }</pre>
     */
    public Upsert quarantining(Consumer<Dataset<Row>> refused) {
        return with(settings -> settings.quarantine(refused));
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Upsert casting() {
        return with(settings -> settings.casts(true));
    }

    /**
     * Adds columns that the rows have and the table does not to the table, in the same commit, and widens the types of
     * others where Delta can, if the {@linkplain TableSpec#evolution() spec} allows it. Added columns are optional; rows
     * that come without them have NULL in them if they are new, and keep their values otherwise. The result says what was
     * added. A column of the spec that is missing, or has another type, is an error as always.
     */
    public Upsert evolving() {
        return with(settings -> settings.evolves(true));
    }

    /**
     * Upserts the rows. The rows need not contain derived fields.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have one of another type, or an extra one without
     *     {@link #evolving()}
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec, or if {@link #deletingOthers()} would
     *     delete more than it may
     * @throws InvalidKeyException if a key is NULL, or if several rows share one and {@link #latestBy} is not set
     * @throws AppendOnlyException if the table is append-only and existing rows would change
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public UpsertResult execute(Dataset<Row> rows) {
        return write(rows).execute(rows);
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does; likewise the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return write(rows).plan(rows);
    }

    /**
     * Upserts each micro-batch of a stream, exactly once.
     *
     * @throws IllegalArgumentException if the rows are no stream, or with {@link #following} or {@link #deletingOthers()}
     */
    public StreamedWrite stream(Dataset<Row> rows) {
        if (settings.following().isPresent()) {
            throw DeltaErrors.followingStream(table.name());
        } else if (settings.deletesOthers()) {
            throw DeltaErrors.snapshotStream(table.name(), "deletingOthers()");
        }
        return new StreamedWrite(
                table,
                rows,
                OutputMode.Update(),
                (batch, number) -> with(settings -> settings.following(number)).execute(batch));
    }

    private UpsertWrite write(Dataset<Row> rows) {
        return UpsertWrite.of(table, settings, rows);
    }
}
