package io.lakehouse.delta.log;

import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Older versions of a table, as far as its log can still reconstruct them. */
final class OlderVersions {

    private static final Logger LOG = LoggerFactory.getLogger(OlderVersions.class);

    private final DeltaLog log;

    OlderVersions(DeltaLog log) {
        this.log = log;
    }

    /**
     * The version that a RESTORE to a timestamp went back to. The log stores the timestamp as text without a time zone,
     * so a candidate counts only if it has the same files as the restored version.
     */
    Optional<Snapshot> restoredAt(long restore, String timestamp) {
        Optional<Set<String>> files = snapshot(restore).map(OlderVersions::files);
        Set<Long> tried = new HashSet<>();
        for (Timestamp instant : instants(timestamp)) {
            OptionalLong version = versionAt(instant);
            if (files.isPresent()
                    && version.isPresent()
                    && version.getAsLong() < restore
                    && tried.add(version.getAsLong())) {
                Optional<Snapshot> candidate = snapshot(version.getAsLong());
                if (candidate.map(OlderVersions::files).equals(files)) {
                    return candidate;
                }
            }
        }
        return Optional.empty();
    }

    /** The instants that the text may mean: first in the JVM's time zone, then in UTC, then at any other offset. */
    private static Set<Timestamp> instants(String text) {
        Set<Timestamp> instants = new LinkedHashSet<>();
        try {
            LocalDateTime local = LocalDateTime.parse(text.replace(' ', 'T'));
            instants.add(Timestamp.from(local.atZone(ZoneId.systemDefault()).toInstant()));
            instants.add(Timestamp.from(local.toInstant(ZoneOffset.UTC)));
            for (int quarters = -12 * 4; quarters <= 14 * 4; quarters++) {
                instants.add(Timestamp.from(local.toInstant(ZoneOffset.ofTotalSeconds(quarters * 900))));
            }
        } catch (DateTimeException e) {
            LOG.warn("Cannot read the time of a restore, {}", text, e);
        }
        return instants;
    }

    private OptionalLong versionAt(Timestamp instant) {
        try {
            return OptionalLong.of(log.history()
                    .getActiveCommitAtTime(instant, true, false, false)
                    .version());
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                // The instant is before the first commit in the log.
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static Set<String> files(Snapshot snapshot) {
        Set<String> files = new HashSet<>();
        snapshot.allFiles()
                .collectAsList()
                .forEach(file -> files.add(file.path() + " " + file.getDeletionVectorUniqueId()));
        return files;
    }

    /** The snapshot of a version; empty if the log can no longer reconstruct it. */
    Optional<Snapshot> snapshot(long version) {
        try {
            log.history().checkVersionExists(version, true, false);
        } catch (Exception e) {
            if (e instanceof VersionNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(log.getSnapshotAt(version, Option.empty(), Option.empty()));
    }
}
