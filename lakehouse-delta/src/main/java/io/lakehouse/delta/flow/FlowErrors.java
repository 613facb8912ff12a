package io.lakehouse.delta.flow;

import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import java.util.OptionalLong;

/**
 * Errors about tables that follow other tables. Each message states the problem with the values involved, the reason
 * and the remedy.
 */
public final class FlowErrors {

    private FlowErrors() {}

    public static IllegalArgumentException secondFlow(TableName source, TableName target, String what) {
        return new IllegalArgumentException("Cannot run this flow from " + source + " into " + target + ": " + what
                + ", and both would share one position, so one of them would miss changes. Name one of"
                + " them with named(...), or, if this flow replaces the other, run it once with"
                + " rebuild().");
    }

    static ExpiredChangesException expiredChanges(TableName table, long since) {
        return new ExpiredChangesException("Cannot tell what changed in " + table + " since version " + since
                + ": its log no longer holds every commit since then. Read all rows instead, or keep the"
                + " log longer (DeltaProperties.LOG_RETENTION).");
    }

    public static MissingValueException partitionOfNull(TableName table, Field<?> field) {
        return new MissingValueException("Cannot recompute a partition of " + table + " in which " + field.name()
                + " is NULL: no filter matches it. Declare the field required(...), or upsert.");
    }

    static IllegalArgumentException forgetsStreams(TableName table, String key) {
        return new IllegalArgumentException("Cannot stream into " + table + ": its property " + key
                + " makes it forget which batches it contains, so a batch could be written twice. Unset it.");
    }

    static UnknownOutcomeException uncertainStream(TableName table, String query) {
        return new UnknownOutcomeException("Cannot tell which batches of query " + query + " " + table
                + " contains: the log no longer shows whether the table has been restored since. Check for the last"
                + " rows of the query, and start it with a new checkpoint from there.");
    }

    static IllegalArgumentException gapInChanges(TableName table, OptionalLong followed, long since) {
        return new IllegalArgumentException("Cannot record these changes in " + table + ": they start after version "
                + since + ", and it has followed the source "
                + (followed.isPresent() ? "to " + followed.getAsLong() : "never")
                + ", so the versions in between would be lost. Use changesFor(...).");
    }
}
