package io.lakehouse.delta;

import static io.lakehouse.core.result.VacuumResult.Method.FULL;
import static io.lakehouse.core.result.VacuumResult.Method.LITE;
import static io.lakehouse.core.result.VacuumResult.Method.SKIP;

import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.result.VacuumResult.Method;
import io.lakehouse.delta.ExpiredFiles.Expired;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.commands.LastVacuumInfo;
import org.apache.spark.sql.delta.util.FileNames;
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

    /** What the log alone tells, for the table's own retention if that is longer; empty if it would take a listing. */
    Optional<VacuumPlan> planFromLog() {
        return table.inSession("vacuum", "find files", () -> {
            Snapshot snapshot = table.snapshot();
            Duration own = ownRetention(snapshot);
            Duration longer = own.compareTo(retention) > 0 ? own : retention;
            return new Vacuum(table, longer, asked)
                    .searchLog(Look.at(snapshot, longer))
                    .map(this::plan);
        });
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
            List<Long> freed =
                    search.files().map(files -> files.delete(search.found())).orElse(List.of());
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
            Method method, String reason, Optional<ExpiredFiles> files, List<Expired> found, OptionalLong horizon) {}

    /**
     * What is looked at, one instant for all of it.
     *
     * @param horizon the newest version older than the retention
     * @param isWhole whether the log still holds the table's first commit
     */
    private record Look(Snapshot snapshot, Duration retention, Instant cutoff, OptionalLong horizon, boolean isWhole) {

        static Look at(Snapshot snapshot, Duration retention) {
            DeltaLog log = snapshot.deltaLog();
            Instant cutoff = Instant.now().minus(retention);
            long earliest = DeltaHistoryManager.getEarliestDeltaFile(log);
            return new Look(
                    snapshot,
                    retention,
                    cutoff,
                    isYoung(log, earliest, cutoff) ? OptionalLong.empty() : newestBefore(log, cutoff),
                    earliest == 0);
        }

        /** Whether even the first commit that the log still holds is young, which takes no look at the others. */
        private static boolean isYoung(DeltaLog log, long earliest, Instant cutoff) {
            Path first = FileNames.unsafeDeltaFile(log.logPath(), earliest);
            try {
                return first.getFileSystem(log.newDeltaHadoopConf())
                                .getFileStatus(first)
                                .getModificationTime()
                        > cutoff.toEpochMilli();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot look at " + first, e);
            }
        }

        private static OptionalLong newestBefore(DeltaLog log, Instant cutoff) {
            DeltaHistoryManager.Commit commit =
                    log.history().getActiveCommitAtTime(Timestamp.from(cutoff), true, false, true);
            return commit.timestamp() <= cutoff.toEpochMilli()
                    ? OptionalLong.of(commit.version())
                    : OptionalLong.empty();
        }
    }

    private Search search() {
        Snapshot snapshot = table.snapshot();
        table.requireWritable(snapshot);
        Duration own = ownRetention(snapshot);
        if (retention.compareTo(own) < 0) {
            throw DeltaErrors.tableKeepsLonger(table.name(), retention, own);
        }
        Look look = Look.at(snapshot, retention);
        if (asked == FULL) {
            return listing(look, "asked to list all folders");
        }
        return searchLog(look)
                .orElseGet(() -> listing(
                        look,
                        look.horizon().isEmpty()
                                ? "the log is shorter than the retention"
                                : "the log no longer holds every commit since the last vacuum"));
    }

    private static Duration ownRetention(Snapshot snapshot) {
        return Duration.ofMillis(DeltaLog.tombstoneRetentionMillis(snapshot.metadata()));
    }

    private Search listing(Look look, String reason) {
        ExpiredFiles files = files(look);
        return new Search(FULL, reason, Optional.of(files), files.fromFolders(look.horizon()), look.horizon());
    }

    /** Empty if the log does not reach back far enough. */
    private Optional<Search> searchLog(Look look) {
        if (look.horizon().isEmpty()) {
            return look.isWhole() ? Optional.of(skip("no commit is older than " + hours())) : Optional.empty();
        }
        long horizon = look.horizon().getAsLong();
        OptionalLong done = horizonOfLastVacuum(look.snapshot().deltaLog());
        if (done.isPresent() && done.getAsLong() >= horizon) {
            return Optional.of(skip("the last vacuum has looked at version " + done.getAsLong()
                    + " and all before it, and none after it is older than " + hours()));
        } else if (done.isEmpty() && !look.isWhole()) {
            return Optional.empty();
        }
        ExpiredFiles files = files(look);
        return files.fromLog(done.isPresent() ? done.getAsLong() + 1 : 0, horizon)
                .map(expired -> new Search(
                        LITE,
                        "the log holds every commit since the last vacuum",
                        Optional.of(files),
                        expired,
                        look.horizon()));
    }

    private ExpiredFiles files(Look look) {
        return new ExpiredFiles(look.snapshot(), table.files().of(look.snapshot()), look.retention(), look.cutoff());
    }

    private static Search skip(String reason) {
        return new Search(SKIP, reason, Optional.empty(), List.of(), OptionalLong.empty());
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
