package io.lakehouse.delta;

import static io.lakehouse.delta.VacuumResult.Method.FULL;
import static io.lakehouse.delta.VacuumResult.Method.LITE;
import static io.lakehouse.delta.VacuumResult.Method.SKIP;

import io.lakehouse.delta.VacuumResult.Method;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaIllegalStateException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.commands.LastVacuumInfo;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import org.apache.spark.util.SystemClock;
import scala.Option;

/**
 * Deletes files that no version inside the retention needs. When the log shows that nothing can be old enough it does
 * nothing at all; otherwise it finds the files from the log, and lists folders only where the log no longer suffices.
 *
 * <p>Immutable: each setting returns a new vacuum.
 */
public final class Vacuum {

    private final LakehouseTable table;
    private final Duration retention;
    private final Method asked;

    Vacuum(LakehouseTable table) {
        this(table, table.spec().retention(), LITE);
    }

    private Vacuum(LakehouseTable table, Duration retention, Method asked) {
        this.table = table;
        this.retention = retention;
        this.asked = asked;
    }

    /**
     * Keeps files this long after they left the table; part of an hour counts as a whole one. Default: the spec's
     * retention.
     *
     * @throws IllegalArgumentException if it is shorter than the spec's
     */
    public Vacuum retain(Duration duration) {
        if (duration.compareTo(table.spec().retention()) < 0) {
            throw DeltaErrors.retentionTooShort(table.spec(), duration);
        }
        return new Vacuum(table, duration, asked);
    }

    /** Lists all folders, so that files left by crashed writers go as well, once they are as old as the retention. */
    public Vacuum full() {
        return new Vacuum(table, retention, FULL);
    }

    /** Deletes the files. */
    public VacuumResult execute() {
        VacuumResult result = vacuum();
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

    private VacuumResult vacuum() {
        long start = System.nanoTime();
        return table.inSession("vacuum", "find and delete files", () -> {
            DeltaLog log = table.log();
            OptionalLong horizon = newestVersionOutside(log);
            if (asked == FULL) {
                return delete(log, FULL, "asked to list all folders", find(log, FULL), horizon, start);
            }
            if (horizon.isEmpty() && !isComplete(log)) {
                return delete(log, FULL, "the log is shorter than the retention", find(log, FULL), horizon, start);
            }
            if (horizon.isEmpty()) {
                return skipped("no commit is older than " + Retention.hours(retention) + " h", start);
            }
            OptionalLong done = horizonOfLastVacuum(log);
            if (done.isPresent() && done.getAsLong() >= horizon.getAsLong()) {
                return skipped(
                        "version " + done.getAsLong() + " is still the newest older than " + Retention.hours(retention)
                                + " h, as at the last vacuum",
                        start);
            }
            try {
                return delete(
                        log, LITE, "the log holds every commit since the last vacuum", find(log, LITE), horizon, start);
            } catch (DeltaIllegalStateException e) {
                if (!"DELTA_CANNOT_VACUUM_LITE".equals(e.getErrorClass())) {
                    throw e;
                }
                return delete(
                        log,
                        FULL,
                        "the log no longer holds every commit since the last vacuum",
                        find(log, FULL),
                        horizon,
                        start);
            }
        });
    }

    /** Whether the log still holds the table's first commit. */
    private static boolean isComplete(DeltaLog log) {
        return DeltaHistoryManager.getEarliestDeltaFile(log) == 0;
    }

    private OptionalLong newestVersionOutside(DeltaLog log) {
        Timestamp cutoff = Timestamp.from(Instant.now().minus(Duration.ofHours(Retention.hours(retention))));
        DeltaHistoryManager.Commit commit = log.history().getActiveCommitAtTime(cutoff, true, false, true);
        return commit.timestamp() <= cutoff.getTime() ? OptionalLong.of(commit.version()) : OptionalLong.empty();
    }

    private static OptionalLong horizonOfLastVacuum(DeltaLog log) {
        Option<LastVacuumInfo> last = LastVacuumInfo.getLastVacuumInfo(log);
        return last.isDefined()
                        && last.get()
                                .latestCommitVersionOutsideOfRetentionWindow()
                                .isDefined()
                ? OptionalLong.of((Long)
                        last.get().latestCommitVersionOutsideOfRetentionWindow().get())
                : OptionalLong.empty();
    }

    private List<Path> find(DeltaLog log, Method method) {
        return VacuumCommand.gc(
                        table.spark(),
                        log,
                        true,
                        Option.apply((double) Retention.hours(retention)),
                        Option.empty(),
                        Option.apply(method.name()),
                        ScalaLists.map(java.util.Map.of()),
                        new SystemClock())
                .collectAsList()
                .stream()
                .map(row -> new Path(row.getString(0)))
                .toList();
    }

    private VacuumResult delete(
            DeltaLog log, Method method, String reason, List<Path> found, OptionalLong horizon, long start) {
        Configuration hadoop = log.newDeltaHadoopConf();
        List<Long> freed =
                found.parallelStream().map(path -> delete(path, hadoop)).toList();
        Option<Object> version = horizon.isPresent() ? Option.apply(horizon.getAsLong()) : Option.empty();
        LastVacuumInfo.persistLastVacuumInfo(new LastVacuumInfo(version), log);
        return new VacuumResult(
                method,
                reason,
                freed.stream().filter(bytes -> bytes >= 0).count(),
                freed.stream()
                        .filter(bytes -> bytes >= 0)
                        .mapToLong(Long::longValue)
                        .sum(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** The size of the file that was deleted, or -1 for a folder and for a file that somebody else deleted first. */
    private static long delete(Path path, Configuration hadoop) {
        try {
            FileSystem files = path.getFileSystem(hadoop);
            FileStatus status = files.getFileStatus(path);
            boolean deleted = files.delete(path, false);
            return deleted && status.isFile() ? status.getLen() : -1;
        } catch (FileNotFoundException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to delete " + path + " in a vacuum; run it again.", e);
        }
    }

    private static VacuumResult skipped(String reason, long start) {
        return new VacuumResult(SKIP, reason, 0, 0, Duration.ofNanos(System.nanoTime() - start));
    }
}
