package io.lakehouse.delta.retention;

import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;

/** What is said of files that may not be deleted yet. Every message says the problem with its values, why it is one, and the remedy. */
public final class RetentionErrors {

    private RetentionErrors() {}

    public static IllegalArgumentException retentionTooShort(TableSpec spec, Duration asked) {
        return new IllegalArgumentException("Invalid retention of " + asked.toHours() + " h (" + asked + ") for "
                + spec.name() + ": a running reader or writer may still need files of the last "
                + spec.retention().toHours() + " h. Ask for that or more, or lower the spec's retention.");
    }

    static IllegalArgumentException logTooShort(String location, Duration own) {
        return new IllegalArgumentException("Cannot list expired files of " + location + " for a retention longer than"
                + " the table's own " + own.toHours()
                + " h: its log no longer tells what was removed since then. Vacuum"
                + " to the table's own retention, or raise the spec's and bring the table to it with"
                + " Lakehouse.converge(spec).");
    }

    static IllegalArgumentException tableKeepsLonger(TableName table, Duration asked, Duration own) {
        return new IllegalArgumentException("Cannot vacuum " + table + " to a retention of " + asked.toHours()
                + " h: the table itself says that removed files are kept for " + own.toHours()
                + " h. Retain that or more, or bring the table to its spec with Lakehouse.converge(spec).");
    }
}
