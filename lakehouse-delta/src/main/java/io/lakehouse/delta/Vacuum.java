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
 * Deletes files that no version within the retention needs. If the log shows that nothing can be old enough, it does
 * nothing at all. Otherwise it finds the files from the log, and lists folders only if the log no longer suffices.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Vacuum {

    private final TableLog table;
    private final Duration retention;
    private final Method requested;

    Vacuum(TableLog table) {
        this(table, VacuumSearch.wholeHours(table.spec().retention()), LITE);
    }

    private Vacuum(TableLog table, Duration retention, Method requested) {
        this.table = table;
        this.retention = retention;
        this.requested = requested;
    }

    /**
     * Keeps files for this long after they left the table, rounded up to whole hours. Default: the spec's retention.
     *
     * @throws IllegalArgumentException if it is shorter than the spec's
     */
    public Vacuum retain(Duration duration) {
        if (duration.compareTo(table.spec().retention()) < 0) {
            throw RetentionErrors.retentionTooShort(table.spec(), duration);
        }
        return new Vacuum(table, VacuumSearch.wholeHours(duration), requested);
    }

    /** Lists all folders, so that files of crashed writers are deleted too, once they are older than the retention. */
    public Vacuum full() {
        return new Vacuum(table, retention, FULL);
    }

    /** What {@link #execute()} would delete now. Changes nothing. */
    public VacuumPlan plan() {
        return table.inSession("vacuum", "find files", () -> find().plan());
    }

    private VacuumSearch.Found find() {
        return VacuumSearch.find(table, retention, requested);
    }

    /**
     * Deletes the files.
     *
     * @throws IllegalArgumentException if the table's own retention is longer than the requested one
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
