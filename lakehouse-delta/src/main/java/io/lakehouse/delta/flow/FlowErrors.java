package io.lakehouse.delta.flow;

import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.error.MissingValueException;
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

    static IllegalArgumentException gapInChanges(TableName table, OptionalLong followed, long since) {
        return new IllegalArgumentException("Cannot record these changes in " + table + ": they start after version "
                + since + ", and it has followed the source "
                + (followed.isPresent() ? "to " + followed.getAsLong() : "never")
                + ", so the versions in between would be lost. Use changesFor(...).");
    }
}
