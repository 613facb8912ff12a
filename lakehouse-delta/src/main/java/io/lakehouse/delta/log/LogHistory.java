package io.lakehouse.delta.log;

import io.lakehouse.core.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.commands.LastVacuumInfo;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;

/** The commit times of the versions still in a table's log, and the version up to which the table was vacuumed. */
public final class LogHistory {

    private final DeltaLog log;
    private final long earliest;

    LogHistory(DeltaLog log) {
        this.log = log;
        this.earliest = DeltaHistoryManager.getEarliestDeltaFile(log);
    }

    /** Whether the log still contains the table's first commit. */
    public boolean isComplete() {
        return earliest == 0;
    }

    /** The latest version committed at or before an instant; empty if the log contains none. */
    public OptionalLong newestBefore(Instant cutoff) {
        if (startsAfter(cutoff)) {
            return OptionalLong.empty();
        }
        DeltaHistoryManager.Commit commit =
                log.history().getActiveCommitAtTime(Timestamp.from(cutoff), true, false, true);
        return commit.timestamp() <= cutoff.toEpochMilli() ? OptionalLong.of(commit.version()) : OptionalLong.empty();
    }

    /**
     * The version of a table at an instant; the latest one after the last commit.
     *
     * @throws IllegalArgumentException if the instant is before the first version that the log still contains
     */
    public long versionAt(TableName table, Instant instant) {
        DeltaHistoryManager.Commit commit =
                log.history().getActiveCommitAtTime(Timestamp.from(instant), true, true, true);
        if (commit.timestamp() > instant.toEpochMilli()) {
            throw LogErrors.beforeFirstVersion(
                    table, instant, commit.version(), Instant.ofEpochMilli(commit.timestamp()));
        }
        return commit.version();
    }

    /** Whether even the earliest commit in the log is after the cutoff, which needs no look at the other commits. */
    private boolean startsAfter(Instant cutoff) {
        Path first = FileNames.unsafeDeltaFile(log.logPath(), earliest);
        try {
            return first.getFileSystem(log.newDeltaHadoopConf())
                            .getFileStatus(first)
                            .getModificationTime()
                    > cutoff.toEpochMilli();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read the modification time of " + first, e);
        }
    }

    /** The latest version that the last vacuum covered; empty if no vacuum recorded one. */
    public OptionalLong lastVacuumed() {
        Option<LastVacuumInfo> last = LastVacuumInfo.getLastVacuumInfo(log);
        return last.isDefined()
                        && last.get()
                                .latestCommitVersionOutsideOfRetentionWindow()
                                .isDefined()
                ? OptionalLong.of((Long)
                        last.get().latestCommitVersionOutsideOfRetentionWindow().get())
                : OptionalLong.empty();
    }

    /** Records the version up to which a vacuum has looked. */
    public void recordVacuum(OptionalLong version) {
        Option<Object> horizon = version.isPresent() ? Option.apply(version.getAsLong()) : Option.empty();
        LastVacuumInfo.persistLastVacuumInfo(new LastVacuumInfo(horizon), log);
    }
}
