package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.flow.PendingChanges;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The partitions of a source table that changed since a follower last recorded its position, read from the log alone. A
 * verb with {@code following(changes)} records the new position in its own commit, so that a rerun is a no-op and a
 * crash loses nothing. Restoring the follower also restores its position.
 *
 * <p>A follower gets every partition if it has recorded no position yet, if its position is no longer one of the
 * source's commits, or if the source's log no longer reaches back to it. These are the partitions of the source and, if
 * the follower is partitioned by fields of the same names, its own, so that it can empty those that the source no
 * longer has. {@link #reason()} says which case applies.
 */
public final class TableChanges {

    private final PendingChanges pending;

    TableChanges(PendingChanges pending) {
        this.pending = pending;
    }

    PendingChanges pending() {
        return pending;
    }

    /**
     * The changed partitions: values by column name, as text, null for NULL. The text is canonical, for example
     * {@code 1} and {@code 2025-03-04}, even if the log of a converted table has another form. An unpartitioned table
     * has one partition, without values.
     */
    public Set<Map<String, String>> partitions() {
        return pending.partitions();
    }

    /** Whether nothing has changed, so that there is nothing to do. */
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Why these partitions are pending. */
    public String reason() {
        return pending.reason();
    }

    /** The source version that the follower had processed; empty if it gets every partition. */
    public OptionalLong since() {
        return pending.since();
    }

    /** The version of the source that {@link #rows()} reads. */
    public long upTo() {
        return pending.upTo();
    }

    /** The values of a partition field in the changed partitions, including those that are now empty. */
    public <T> List<T> values(Field<T> partitionField) {
        return pending.values(partitionField);
    }

    /** All rows of the changed partitions, as of {@link #upTo()}. */
    public Dataset<Row> rows() {
        return pending.rows();
    }

    /** The number of {@link #rows()}, from the log alone if all their files have statistics. */
    public long rowCount() {
        return pending.rowCount();
    }

    @Override
    public String toString() {
        return pending.toString();
    }
}
