package io.lakehouse.delta;

import static io.lakehouse.delta.VacuumResult.Method.FULL;
import static io.lakehouse.delta.VacuumResult.Method.LITE;
import static io.lakehouse.delta.VacuumResult.Method.SKIP;

import io.lakehouse.delta.ExpiredFiles.Expired;
import io.lakehouse.delta.VacuumResult.Method;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.commands.LastVacuumInfo;
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
        this(table, wholeHours(table.spec().retention()), LITE);
    }

    private Vacuum(LakehouseTable table, Duration retention, Method asked) {
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
            throw DeltaErrors.retentionTooShort(table.spec(), duration);
        }
        return new Vacuum(table, wholeHours(duration), asked);
    }

    /** As the property of the table has it. */
    private static Duration wholeHours(Duration duration) {
        Duration whole = Duration.ofHours(duration.toHours());
        return whole.equals(duration) ? whole : whole.plusHours(1);
    }

    /** Lists all folders, so that files left by crashed writers go as well, once they are as old as the retention. */
    public Vacuum full() {
        return new Vacuum(table, retention, FULL);
    }

    /** What {@link #execute()} would delete now. Changes nothing. */
    public VacuumPlan plan() {
        return table.inSession("vacuum", "find files", () -> {
            return plan(search());
        });
    }

    /** What the log alone tells; empty if folders would have to be listed. */
    Optional<VacuumPlan> planFromLog() {
        return table.inSession(
                "vacuum", "find files", () -> searchLog(table.snapshot()).map(this::plan));
    }

    private VacuumPlan plan(Search search) {
        return new VacuumPlan(
                table.name(),
                search.method(),
                search.reason(),
                search.found().stream()
                        .map(file -> file.path().toUri().toString())
                        .sorted()
                        .toList(),
                search.found().stream()
                        .mapToLong(file -> file.bytes().orElse(0))
                        .sum());
    }

    /**
     * Deletes the files.
     *
     * @throws IllegalArgumentException if the table itself keeps removed files longer than asked
     */
    public VacuumResult execute() {
        long start = System.nanoTime();
        VacuumResult result = table.inSession("vacuum", "find and delete files", () -> {
            Search search = search();
            if (search.method() == SKIP) {
                return new VacuumResult(SKIP, search.reason(), 0, 0, elapsed(start));
            }
            List<Long> freed = search.files().delete(search.found());
            Option<Object> version =
                    search.horizon().isPresent() ? Option.apply(search.horizon().getAsLong()) : Option.empty();
            LastVacuumInfo.persistLastVacuumInfo(new LastVacuumInfo(version), table.log());
            return new VacuumResult(
                    search.method(),
                    search.reason(),
                    freed.size(),
                    freed.stream().mapToLong(Long::longValue).sum(),
                    elapsed(start));
        });
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

    /** What was found, and up to which version the table is clean when it is deleted. */
    private record Search(
            Method method, String reason, ExpiredFiles files, List<Expired> found, OptionalLong horizon) {}

    private Search search() {
        Snapshot snapshot = table.snapshot();
        if (asked == FULL) {
            return listing(snapshot, "asked to list all folders");
        }
        return searchLog(snapshot)
                .orElseGet(() -> listing(
                        snapshot,
                        horizon(snapshot).isEmpty()
                                ? "the log is shorter than the retention"
                                : "the log no longer holds every commit since the last vacuum"));
    }

    private Search listing(Snapshot snapshot, String reason) {
        ExpiredFiles files = files(snapshot);
        return new Search(FULL, reason, files, files.fromFolders(), horizon(snapshot));
    }

    /** Empty if the log does not reach back far enough. */
    private Optional<Search> searchLog(Snapshot snapshot) {
        ExpiredFiles files = files(snapshot);
        boolean isComplete = DeltaHistoryManager.getEarliestDeltaFile(snapshot.deltaLog()) == 0;
        OptionalLong horizon = horizon(snapshot);
        OptionalLong done = horizonOfLastVacuum(snapshot.deltaLog());
        if (horizon.isEmpty()) {
            return isComplete ? Optional.of(skip(files, "no commit is older than " + hours())) : Optional.empty();
        } else if (done.isPresent() && done.getAsLong() >= horizon.getAsLong()) {
            return Optional.of(skip(
                    files,
                    "version " + done.getAsLong() + " is still the newest older than " + hours()
                            + ", as at the last vacuum"));
        } else if (done.isEmpty() && !isComplete) {
            return Optional.empty();
        }
        return files.fromLog(done.isPresent() ? done.getAsLong() + 1 : 0, horizon.getAsLong())
                .map(expired ->
                        new Search(LITE, "the log holds every commit since the last vacuum", files, expired, horizon));
    }

    private ExpiredFiles files(Snapshot snapshot) {
        Duration own = Duration.ofMillis(DeltaLog.tombstoneRetentionMillis(snapshot.metadata()));
        if (retention.compareTo(own) < 0) {
            throw DeltaErrors.tableKeepsLonger(table.name(), retention, own);
        }
        return new ExpiredFiles(snapshot, table.files().of(snapshot), cutoff());
    }

    private Instant cutoff() {
        return Instant.now().minus(retention);
    }

    /** The newest version older than the retention. */
    private OptionalLong horizon(Snapshot snapshot) {
        Instant cutoff = cutoff();
        DeltaHistoryManager.Commit commit =
                snapshot.deltaLog().history().getActiveCommitAtTime(Timestamp.from(cutoff), true, false, true);
        return commit.timestamp() <= cutoff.toEpochMilli() ? OptionalLong.of(commit.version()) : OptionalLong.empty();
    }

    private static Search skip(ExpiredFiles files, String reason) {
        return new Search(SKIP, reason, files, List.of(), OptionalLong.empty());
    }

    private String hours() {
        return retention.toHours() + " h";
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

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
