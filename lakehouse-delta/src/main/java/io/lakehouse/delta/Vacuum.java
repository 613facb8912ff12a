package io.lakehouse.delta;

import static io.lakehouse.core.result.VacuumResult.Method.FULL;
import static io.lakehouse.core.result.VacuumResult.Method.LITE;

import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.result.VacuumResult.Method;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.retention.RetentionErrors;
import io.lakehouse.delta.retention.VacuumSearch;
import java.time.Duration;

/**
 * Deletes files that no version inside the retention needs. When the log shows that nothing can be old enough it does
 * nothing at all; otherwise it finds the files from the log, and lists folders only where the log no longer suffices.
 *
 * <p>Immutable: each setting returns a new vacuum.
 */
public final class Vacuum {

    private final TableLog table;
    private final Duration retention;
    private final Method asked;

    Vacuum(TableLog table) {
        this(table, VacuumSearch.wholeHours(table.spec().retention()), LITE);
    }

    private Vacuum(TableLog table, Duration retention, Method asked) {
        this.table = table;
        this.retention = retention;
        this.asked = asked;
    }

    /**
     * Keeps files this long after they left the table, part of an hour as a whole one. Default: the spec's retention.
     *
     * @throws IllegalArgumentException if it is shorter than the spec's
     */
    public Vacuum retain(Duration duration) {
        if (duration.compareTo(table.spec().retention()) < 0) {
            throw RetentionErrors.retentionTooShort(table.spec(), duration);
        }
        return new Vacuum(table, VacuumSearch.wholeHours(duration), asked);
    }

    /** Lists all folders, so that files left by crashed writers go as well, once they are as old as the retention. */
    public Vacuum full() {
        return new Vacuum(table, retention, FULL);
    }

    /** What {@link #execute()} would delete now. Changes nothing. */
    public VacuumPlan plan() {
        return table.inSession("vacuum", "find files", () -> find().plan());
    }

    private VacuumSearch.Found find() {
        return VacuumSearch.find(table, retention, asked);
    }

    /**
     * Deletes the files.
     *
     * @throws IllegalArgumentException if the table itself keeps removed files longer than asked
     */
    public VacuumResult execute() {
        long start = System.nanoTime();
        VacuumResult result = table.inSession("vacuum", "find and delete files", () -> find().delete(start));
        table.report(
                "vacuum",
                result.method() + " because " + result.reason() + "; " + result.filesDeleted() + " files deleted, "
                        + result.bytesFreed() + " bytes freed",
                0,
                0,
                0,
                result.elapsed());
        return result;
    }
}
