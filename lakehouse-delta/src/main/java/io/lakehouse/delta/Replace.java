package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
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
import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.ReplaceWrite;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Replaces the rows that a filter matches (a partition, a batch) by others that it matches, in one atomic commit. If the
 * table holds exactly those rows already there is no commit, so a rerun changes nothing. Rows beside the matched ones in
 * the same files are kept.
 *
 * <p>Immutable: each setting returns a new replace.
 */
public final class Replace {

    private final TableLog table;
    private final RowFilter filter;
    private final List<Field<?>> ignored;
    private final Optional<Field<?>> unit;
    private final Optional<PendingChanges> following;

    Replace(TableLog table, RowFilter filter) {
        this(table, filter, List.of(), Optional.empty(), Optional.empty());
        TableSpec spec = table.spec();
        if (spec.isKeyed() && !filter.terms().stream().allMatch(term -> spec.isImpliedByKey(term.field()))) {
            throw DeltaErrors.replaceBesideKey(spec, filter);
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
            Optional<Field<?>> unit,
            Optional<PendingChanges> following) {
        this.table = table;
        this.filter = filter;
        this.ignored = ignored;
        this.unit = unit;
        this.following = following;
    }

    /** Rows that differ from the table's in these fields only count as the same. */
    public Replace ignoringChangesIn(Field<?>... fields) {
        return new Replace(table, filter, table.known(fields), unit, following);
    }

    /**
     * Compares the rows of each value of a required field by themselves: those of a value of which the table holds
     * exactly these rows already, a batch that came before, stay as they are while others are replaced.
     */
    public Replace eachBy(Field<?> field) {
        table.known(field);
        if (!field.isRequired()) {
            throw DeltaErrors.optionalUnit(table.name(), field);
        }
        return new Replace(table, filter, ignored, Optional.of(field), following);
    }

    /** Records in the same commit that the table has followed these changes; once recorded, nothing is done. */
    public Replace following(TableChanges changes) {
        return new Replace(table, filter, ignored, unit, Optional.of(changes.pending()));
    }

    /**
     * Replaces the matched rows by these. Fields that the spec derives need not be there. No rows at all is a deletion.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if the table has a key, and rows share one
     * @throws RowsOutsideFilterException if the filter does not match all rows
     * @throws AppendOnlyException if the table is append-only, and rows of it would go
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public ReplaceResult execute(Dataset<Row> rows) {
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

    private ReplaceWrite write() {
        return new ReplaceWrite(table, filter, ignored, unit, following);
    }
}
