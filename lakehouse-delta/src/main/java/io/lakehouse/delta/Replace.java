package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.flow.SourcePosition;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.ReplaceWrite;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Replaces the rows that match a filter (a partition, a batch) with other rows that match it, in one atomic commit. If
 * the table already contains exactly those rows there is no commit, so a rerun is a no-op. Other rows in the same files
 * are kept.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Replace {

    private final TableLog table;
    private final RowFilter filter;
    private final List<Field<?>> ignored;
    private final Optional<Field<?>> group;
    private final Optional<SourcePosition> following;
    private final boolean casts;
    private final boolean evolves;

    Replace(TableLog table, RowFilter filter) {
        this(table, filter, List.of(), Optional.empty(), Optional.empty(), false, false);
        TableSpec spec = table.spec();
        if (spec.isKeyed() && !filter.terms().stream().allMatch(term -> spec.isImpliedByKey(term.field()))) {
            throw DeltaErrors.filterNotOnKey(spec, filter);
        }
        filter.terms().forEach(term -> {
            table.known(term.field());
            if (term instanceof RowFilter.In in
                    && table.spec().partitionFields().contains(in.field())) {
                PartitionValues.requireStorable(table.name(), in.field(), in.values());
            }
        });
    }

    private Replace(
            TableLog table,
            RowFilter filter,
            List<Field<?>> ignored,
            Optional<Field<?>> group,
            Optional<SourcePosition> following,
            boolean casts,
            boolean evolves) {
        this.table = table;
        this.filter = filter;
        this.ignored = ignored;
        this.group = group;
        this.following = following;
        this.casts = casts;
        this.evolves = evolves;
    }

    /** Treats rows that differ from the table's in these fields only as equal. */
    public Replace ignoringChangesIn(Field<?>... fields) {
        return new Replace(table, filter, table.known(fields), group, following, casts, evolves);
    }

    /**
     * Compares and replaces the rows of each value of a required field separately: if the table already contains
     * exactly the rows of a value, for example of an earlier batch, they stay unchanged while others are replaced.
     */
    public Replace eachBy(Field<?> field) {
        table.known(field);
        if (!field.isRequired()) {
            throw DeltaErrors.optionalGroup(table.name(), field);
        }
        return new Replace(table, filter, ignored, Optional.of(field), following, casts, evolves);
    }

    /**
     * Records in the same commit that the table has processed these changes; if that is recorded already, nothing is
     * done.
     */
    public Replace following(TableChanges changes) {
        return new Replace(table, filter, ignored, group, Optional.of(changes.pending()), casts, evolves);
    }

    /**
     * Casts source columns of other types, such as text or wider numbers. A value that its field cannot hold exactly
     * fails the verb, with the row, the column and the value. Without this setting only types are taken of which every
     * value fits: smaller integers, fewer digits, NULL.
     */
    public Replace casting() {
        return new Replace(table, filter, ignored, group, following, true, evolves);
    }

    /**
     * Adds columns that the rows have and the table does not to the table, in the same commit, and widens the types of
     * others where Delta can, if the {@linkplain TableSpec#evolution() spec} allows it. Added columns are optional; rows
     * that come without them have NULL in them. The result says what was added. A column of the spec that is missing, or
     * has another type, is an error as always.
     */
    public Replace evolving() {
        return new Replace(table, filter, ignored, group, following, casts, true);
    }

    /**
     * Replaces the matching rows with these rows. The rows need not contain derived fields. An empty dataset deletes
     * the matching rows.
     *
     * @throws SchemaMismatchException if the rows lack a column, or have one of another type, or an extra one without
     *     {@link #evolving()}
     * @throws InexactCastException if {@link #casting()} is set and a value does not fit exactly
     * @throws MissingValueException if a required field is NULL in a row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if the table has a key and several rows share one
     * @throws RowsOutsideFilterException if the filter does not match all rows
     * @throws AppendOnlyException if the table is append-only and existing rows would be removed
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public ReplaceResult execute(Dataset<Row> rows) {
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
     * Replaces the matching rows with each micro-batch of a stream, exactly once: for results that are complete in each
     * batch.
     *
     * @throws IllegalArgumentException if the rows are no stream, or with {@link #following}
     */
    public StreamedWrite stream(Dataset<Row> rows) {
        if (following.isPresent()) {
            throw DeltaErrors.followingStream(table.name());
        }
        return new StreamedWrite(
                table,
                rows,
                OutputMode.Complete(),
                (batch, number) ->
                        new Replace(table, filter, ignored, group, Optional.of(number), casts, evolves).execute(batch));
    }

    private ReplaceWrite write(Dataset<Row> rows) {
        return new ReplaceWrite(
                evolves ? ReplaceWrite.evolved(table, filter, group, rows) : table,
                filter,
                ignored,
                group,
                following,
                casts);
    }
}
