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
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.merge.HistorizeSettings;
import io.lakehouse.delta.merge.HistorizeWrite;
import io.lakehouse.delta.merge.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;

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
    private final HistorizeSettings settings;

    Historize(TableLog table, Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        this(
                table,
                HistorizeSettings.builder()
                        .validity(new Validity(from, to, isCurrent))
                        .build());
        table.known(from, to, isCurrent);
        settings.validity().requireFits(table.spec());
    }

    private Historize(TableLog table, HistorizeSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    private Historize with(UnaryOperator<HistorizeSettings.Builder> change) {
        return new Historize(
                table, change.apply(HistorizeSettings.builder().from(settings)).build());
    }

    /** Does not treat a row as a new version if it differs from the version before it in these fields only. */
    public Historize ignoringChangesIn(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        return with(settings -> settings.ignored(known));
    }

    /**
     * Makes a new version only of a row that differs in these fields from the version before it. The other fields are
     * corrected: a version has the values of the last row of the batch in its time.
     */
    public Historize trackingChangesIn(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        return with(settings -> settings.tracked(known));
    }

    /**
     * Among rows for the same version, chooses the greatest by these fields; all other fields break ties. Without this
     * setting such rows are an error. A row that is less than the table's version for the same instant does not correct
     * it. These fields alone do not make a new version.
     */
    public Historize latestBy(Field<?>... fields) {
        List<Field<?>> known = table.known(fields);
        return with(settings -> settings.latestBy(known));
    }

    /**
     * Ends the validity of an entity at the start instant of a row that matches the filter, until a later version
     * begins. The fields of the filter may be fields of the feed alone: declare them with {@link Field}, and they are
     * not stored. Such a row needs its key only. Rows may come in any order: a late version ends where a delete was. A
     * version that begins at the instant of a delete is never valid.
     *
     * <p>The table remembers deletes that no version shows, because they came before it, for 7 days unless
     * {@link #rememberingDeletes} says otherwise.
     */
    public Historize deletingWhere(RowFilter filter) {
        return with(settings -> settings.deletingWhere(filter));
    }

    /** How long the table remembers deletes that no version shows. Default: 7 days. Zero for not at all. */
    public Historize rememberingDeletes(Duration retention) {
        if (retention.isNegative()) {
            throw DeltaErrors.negativeMemory(retention);
        }
        return with(settings -> settings.memory(retention));
    }

    /**
     * Ends the validity of every entity that the source does not have at this instant: the source is a full snapshot of
     * it. If that is more than {@linkplain #closingAtMost half} of those that are valid then, or if the source is
     * empty, nothing is written.
     */
    public Historize closingOthers(Instant at) {
        return with(settings -> settings.closingOthersAt(at));
    }

    /** The greatest share, in percent, of the entities that {@link #closingOthers} may end. Default: 50. */
    public Historize closingAtMost(int percent) {
        if (percent < 0 || percent > 100) {
            throw DeltaErrors.notPercent(percent);
        }
        return with(settings -> settings.maxClosedPercent(percent));
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Historize casting() {
        return with(settings -> settings.casts(true));
    }

    /**
     * Adds columns that the rows have and the table does not to the table, in the same commit, and widens the types of
     * others where Delta can, if the {@linkplain TableSpec#evolution() spec} allows it. Added columns are optional; rows
     * that come without them have NULL in them if they are new, and keep their values otherwise. The result says what was
     * added. A column of the spec that is missing, or has another type, is an error as always.
     */
    public Historize evolving() {
        return with(settings -> settings.evolves(true));
    }

    /**
     * Adds the versions.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have one of another type, or an extra one without
     *     {@link #evolving()}
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec, or if {@link #closingOthers} would end
     *     more than it may
     * @throws InvalidKeyException if a key is NULL or several rows share one
     * @throws AppendOnlyException if the table is append-only and existing versions would be changed or removed
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public HistorizeResult execute(Dataset<Row> rows) {
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
     * Adds the versions of each micro-batch of a stream, exactly once.
     *
     * @throws IllegalArgumentException if the rows are no stream, or with {@link #closingOthers}
     */
    public StreamedWrite stream(Dataset<Row> rows) {
        if (settings.closingOthersAt().isPresent()) {
            throw DeltaErrors.snapshotStream(table.name(), "closingOthers(...)");
        }
        return new StreamedWrite(
                table,
                rows,
                OutputMode.Append(),
                (batch, number) -> with(settings -> settings.following(number)).execute(batch));
    }

    private HistorizeWrite write(Dataset<Row> rows) {
        return HistorizeWrite.of(table, settings, rows);
    }
}
