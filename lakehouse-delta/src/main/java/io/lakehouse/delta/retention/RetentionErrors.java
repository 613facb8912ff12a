package io.lakehouse.delta.retention;

import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;

/**
 * Errors about files that must not be deleted yet. Each message states the problem with the values involved, the reason
 * and the remedy.
 */
public final class RetentionErrors {

    private RetentionErrors() {}

    public static IllegalArgumentException retentionTooShort(TableSpec spec, Duration requested) {
        return new IllegalArgumentException(
                "Invalid retention of " + requested.toHours() + " h (" + requested + ") for "
                        + spec.name() + ": a running reader or writer may still need files of the last "
                        + spec.retention().toHours() + " h. Use that or more, or lower the spec's retention.");
    }

    static IllegalArgumentException logTooShort(String location, Duration own) {
        return new IllegalArgumentException("Cannot list expired files of " + location + " for a retention longer than"
                + " the table's own " + own.toHours()
                + " h: its log no longer shows what was removed since then. Vacuum with the table's own"
                + " retention, or raise the spec's and apply it with Lakehouse.converge(spec).");
    }

    static IllegalArgumentException tableKeepsLonger(TableName table, Duration requested, Duration own) {
        return new IllegalArgumentException("Cannot vacuum " + table + " to a retention of " + requested.toHours()
                + " h: the table's own property keeps removed files for " + own.toHours()
                + " h. Use that or more, or apply the spec's retention with Lakehouse.converge(spec).");
    }
}
