package io.lakehouse.delta.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;

/**
 * Determines which commits of a table still count towards its current state. Most commits continue the one before them.
 * Some are a <em>break</em>. A RESTORE continues the version it restored. A commit that replaces or removes all rows
 * (CREATE OR REPLACE, a clone, or a full overwrite or delete by another engine) continues nothing.
 */
final class Lineage {

    private final OlderVersions versions;
    private final Function<Snapshot, Map<String, Long>> validAt;
    /** The commits after the last checked version that may be a break or that record stream progress. */
    private final Deque<Step> steps = new ArrayDeque<>();
    /** Whether the log still contains every commit after the last checked version. */
    private boolean isComplete = true;

    private long next;

    /**
     * One commit.
     *
     * @param readVersion the version its writer read; other commits may have come in between without a conflict
     * @param removed number of files it removed
     */
    private record Step(
            long version,
            long readVersion,
            Map<String, Long> recorded,
            Optional<CommitInfo> possibleBreak,
            int removed,
            int added) {}

    /**
     * The lineage of a snapshot.
     *
     * @param checked the version up to which stream records are known to be valid, -1 for none
     * @param validAt the valid stream progress of an older snapshot
     */
    Lineage(Snapshot snapshot, long checked, Function<Snapshot, Map<String, Long>> validAt) {
        this.versions = new OlderVersions(snapshot.deltaLog());
        this.validAt = validAt;
        this.next = checked + 1;
        CommitLog.replayHeld(snapshot.deltaLog(), next, snapshot.version(), this::visit);
        if (next != snapshot.version() + 1) {
            loseTrack();
        }
    }

    private void visit(Commit commit) {
        if (commit.version() != next) {
            loseTrack();
        }
        next = commit.version() + 1;
        Map<String, Long> recorded = new HashMap<>();
        Set<String> removed = new HashSet<>();
        int added = 0;
        for (var action : commit.actions()) {
            StreamRecords.collect(action, recorded);
            if (action instanceof RemoveFile file) {
                removed.add(file.path());
            } else if (action instanceof AddFile) {
                added++;
            }
        }
        Optional<CommitInfo> possibleBreak = commit.info().filter(Lineage::mayBreak);
        if (possibleBreak.isPresent() || !recorded.isEmpty()) {
            long readVersion = commit.info()
                    .filter(info -> info.readVersion().isDefined())
                    .map(info -> (Long) info.readVersion().get())
                    .orElse(commit.version() - 1);
            steps.push(new Step(commit.version(), readVersion, recorded, possibleBreak, removed.size(), added));
        }
    }

    /** Missing commits may have been breaks. The records of the commits after them are still certain. */
    private void loseTrack() {
        steps.clear();
        isComplete = false;
    }

    /** The valid progress of each stream, given the records in the latest state. */
    Map<String, Long> valid(Map<String, Long> newest) {
        Map<String, Long> since = new HashMap<>();
        for (Step step : steps) {
            Optional<Supplier<Map<String, Long>>> before = before(step, newest);
            if (before.isPresent()) {
                // Concurrent commits: neither writer had seen the other's commit.
                steps.stream()
                        .filter(other -> other.version() < step.version() && other.version() > step.readVersion())
                        .forEach(other -> keepUnseen(other, since));
                steps.stream()
                        .filter(other -> other.version() > step.version() && other.readVersion() < step.version())
                        .forEach(other -> forgetUnseen(other, since));
                step.recorded().forEach(since::putIfAbsent);
                return merged(newest, since, before.get().get());
            }
            step.recorded().forEach(since::putIfAbsent);
        }
        return merged(newest, since, isComplete ? newest : uncertain(newest));
    }

    /** Keeps a batch committed concurrently with the removal of everything else: its rows are in the table. */
    private static void keepUnseen(Step step, Map<String, Long> since) {
        step.recorded().forEach((stream, version) -> {
            if (stream.startsWith(StreamRecords.BATCH) || stream.startsWith(StreamRecords.QUERY)) {
                since.putIfAbsent(stream, version);
            }
        });
    }

    /** Takes back a position recorded by a writer that had read only rows removed by the break. */
    private static void forgetUnseen(Step step, Map<String, Long> since) {
        step.recorded().forEach((stream, version) -> {
            if (stream.startsWith(StreamRecords.FLOW) && version.equals(since.get(stream))) {
                since.put(stream, StreamRecords.UNDONE);
            }
        });
    }

    private static Map<String, Long> merged(
            Map<String, Long> newest, Map<String, Long> since, Map<String, Long> before) {
        Map<String, Long> valid = new HashMap<>();
        newest.keySet().forEach(stream -> {
            Long recorded = since.get(stream);
            valid.put(stream, recorded != null ? recorded : before.getOrDefault(stream, StreamRecords.UNDONE));
        });
        return valid;
    }

    private static Map<String, Long> uncertain(Map<String, Long> streams) {
        Map<String, Long> uncertain = new HashMap<>(streams);
        uncertain.replaceAll((stream, version) -> StreamRecords.UNCERTAIN);
        return uncertain;
    }

    /** The stream progress in the version that a break continues; empty if the commit is not a break. */
    private Optional<Supplier<Map<String, Long>>> before(Step step, Map<String, Long> newest) {
        if (step.possibleBreak().isEmpty()) {
            return Optional.empty();
        }
        CommitInfo info = step.possibleBreak().get();
        if (isRestore(info)) {
            return Optional.of(() -> restored(step, info).orElseGet(() -> uncertain(newest)));
        } else if (isClone(info)) {
            return Optional.of(Map::of);
        } else if (removesOnly(info) && step.added() > 0) {
            return Optional.empty();
        }
        Optional<Snapshot> seen = step.readVersion() < 0 ? Optional.empty() : versions.snapshot(step.readVersion());
        if (seen.isEmpty()) {
            return Optional.of(() -> step.readVersion() < 0 ? Map.of() : uncertain(newest));
        }
        // A dynamic partition overwrite leaves the files of other partitions.
        return step.removed() == seen.get().numOfFiles() ? Optional.of(Map::of) : Optional.empty();
    }

    /** Whether a commit may be a break, judged by its commit info alone. */
    static boolean mayBreak(Commit commit) {
        return commit.info().filter(Lineage::mayBreak).isPresent();
    }

    private static boolean mayBreak(CommitInfo info) {
        return isRestore(info) || isClone(info) || removesOnly(info) || isOverwrite(info);
    }

    private static boolean isRestore(CommitInfo info) {
        return operation(info).equals("RESTORE");
    }

    private static boolean isClone(CommitInfo info) {
        return operation(info).equals("CLONE");
    }

    /** Whether the commit only removes all rows. The verbs' own deletes never do: they always record a predicate. */
    private static boolean removesOnly(CommitInfo info) {
        return operation(info).equals("TRUNCATE") || (operation(info).equals("DELETE") && hasNoPredicate(info));
    }

    private static boolean isOverwrite(CommitInfo info) {
        return switch (operation(info)) {
            case "WRITE" -> parameter(info, "mode").equalsIgnoreCase("overwrite") && hasNoPredicate(info);
            case "STREAMING UPDATE" -> parameter(info, "outputMode").equalsIgnoreCase("complete");
            default -> operation(info).contains("REPLACE TABLE");
        };
    }

    private static boolean hasNoPredicate(CommitInfo info) {
        return Set.of("", "[]", "[\"true\"]", "true").contains(parameter(info, "predicate"));
    }

    private static String operation(CommitInfo info) {
        return info.operation() == null ? "" : info.operation().toUpperCase(Locale.ROOT);
    }

    /** An operation parameter; empty if the writer did not record it. */
    private static String parameter(CommitInfo info, String name) {
        if (info.operationParameters() == null) {
            return "";
        }
        Option<String> value = info.operationParameters().get(name);
        String text = value.isDefined() && value.get() != null ? value.get() : "";
        return text.equals("null") ? "" : text.replaceAll("^\"|\"$", "");
    }

    /** The stream progress of the version that a RESTORE went back to; empty if the log no longer shows it. */
    private Optional<Map<String, Long>> restored(Step restore, CommitInfo info) {
        String version = parameter(info, "version");
        Optional<Snapshot> restored = version.matches("[0-9]{1,18}")
                ? versions.snapshot(Long.parseLong(version))
                : versions.restoredAt(restore.version(), parameter(info, "timestamp"));
        return restored.map(validAt);
    }
}
