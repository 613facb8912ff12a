package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.result.DeleteResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.DeleteWrite;

/**
 * Deletes the rows that match a filter, in one commit. If no row matches, there is no commit. Other rows in the same
 * files are kept. A filter on partition fields alone reads no data.
 */
public final class Delete {

    private final TableLog table;
    private final RowFilter filter;

    Delete(TableLog table, RowFilter filter) {
        this.table = table;
        this.filter = filter;
        filter.terms().forEach(term -> table.known(term.field()));
    }

    /** What {@link #execute()} would do now. Changes nothing. */
    public WritePlan plan() {
        return new DeleteWrite(table, filter).plan();
    }

    /**
     * Deletes the rows.
     *
     * @throws AppendOnlyException if the table is append-only and rows match
     * @throws ConcurrentWriteException if every attempt conflicts with other writers
     */
    public DeleteResult execute() {
        return new DeleteWrite(table, filter).execute();
    }
}
