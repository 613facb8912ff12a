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
 * The partitions of a source table that changed since a follower last recorded how far it had come. Read from the log
 * alone. A verb that {@code following(changes)} records the new position in its own commit, so that a rerun does
 * nothing and a crash loses nothing. A follower that was restored has come as far as it had in the version it was
 * restored to.
 *
 * <p>A follower that has recorded nothing yet, or whose position is no longer one of the source's commits or nothing that
 * its log reaches back to, gets every partition: those of the source, and, if it is partitioned by fields of the same
 * names, its own, so that it can empty those that the source has no longer. {@link #reason()} says which it is.
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
     * The changed partitions, each by column name and as text, null for NULL: {@code 1} and {@code 2025-03-04} whatever
     * form a converted table has in its log. Of an unpartitioned table one, empty.
     */
    public Set<Map<String, String>> partitions() {
        return pending.partitions();
    }

    /** Whether nothing has changed, so that there is nothing to do. */
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Why these partitions. */
    public String reason() {
        return pending.reason();
    }

    /** The version of the source up to which the follower had come; empty if it gets every partition. */
    public OptionalLong since() {
        return pending.since();
    }

    /** The version of the source that {@link #rows()} reads. */
    public long upTo() {
        return pending.upTo();
    }

    /** The values of a partition field in the changed partitions, also of partitions that are empty now. */
    public <T> List<T> values(Field<T> partitionField) {
        return pending.values(partitionField);
    }

    /** All rows of the changed partitions, as of {@link #upTo()}. */
    public Dataset<Row> rows() {
        return pending.rows();
    }

    /** How many {@link #rows()} there are: from the log alone where all their files have statistics. */
    public long rowCount() {
        return pending.rowCount();
    }

    @Override
    public String toString() {
        return pending.toString();
    }
}
