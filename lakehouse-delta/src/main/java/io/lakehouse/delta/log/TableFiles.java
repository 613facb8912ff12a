package io.lakehouse.delta.log;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.jspecify.annotations.Nullable;

/**
 * An incremental cache of one table's data files, tombstones and stream progress. Delta runs a Spark query for each of
 * them, which takes at least a quarter of a second even for a small table. Here a newer version only takes reading its
 * commits. A file takes about a kilobyte of memory, mostly statistics. A removed file is kept until the table's
 * retention has passed.
 *
 * <p>A table folder can be restored from a backup and written to again while the process is running. The cache is
 * therefore used only while its version is still the same commit in the log. Safe for use by many threads.
 */
public final class TableFiles {

    /** Above this, it is cheaper to let Delta read the checkpoint than to replay commit by commit. */
    private static final long MAX_COMMITS_TO_REPLAY = 50;

    private final Turns turns = new Turns(Duration.ofSeconds(20));
    private @Nullable Loaded newest;

    /** The turns of the writers of this process that lost a race for the table. */
    Turns turns() {
        return turns;
    }

    /** The cached state of one version. */
    private static final class Loaded {

        private final String tableId;
        private final long version;
        private final OptionalLong commit;
        private final Map<FileId, DataFile> byId;
        private final List<DataFile> files;
        private final Map<FileId, RemovedFile> removed;
        private final Map<String, Long> recorded;
        private @Nullable StreamProgress progress;
        /** The snapshot known to be of this version. */
        private WeakReference<Snapshot> snapshot;

        Loaded(Snapshot snapshot, Replay replay, OptionalLong commit, @Nullable StreamProgress progress) {
            this.tableId = snapshot.metadata().id();
            this.version = snapshot.version();
            this.commit = commit;
            this.byId = Collections.unmodifiableMap(replay.files);
            this.files = List.copyOf(replay.files.values());
            this.removed = Collections.unmodifiableMap(replay.removed);
            this.recorded = Map.copyOf(replay.recorded);
            this.progress = progress;
            this.snapshot = new WeakReference<>(snapshot);
        }

        /** Whether the log still contains this version as it was loaded. */
        boolean isPartOf(DeltaLog log) {
            return commit.isPresent() && commit.equals(CommitLog.identity(log, version));
        }

        /** The removed files that Delta's own state of the snapshot would still contain. */
        List<RemovedFile> tombstones(Snapshot at) {
            return removed.values().stream()
                    .filter(file -> file.action().delTimestamp() > at.minFileRetentionTimestamp())
                    .toList();
        }

        StreamProgress progress(Snapshot at) {
            StreamProgress known = progress;
            if (known == null) {
                known = StreamProgress.at(at, recorded);
                progress = known;
            }
            return known;
        }
    }

    /** Identifies a file as Delta does: the same path with a different deletion vector is a different file. */
    private record FileId(String path, @Nullable String deletionVector) {

        static FileId of(AddFile file) {
            return new FileId(file.path(), orNull(file.getDeletionVectorUniqueId()));
        }

        static FileId of(RemoveFile file) {
            return new FileId(file.path(), orNull(file.getDeletionVectorUniqueId()));
        }

        private static @Nullable String orNull(scala.Option<String> id) {
            return id.isDefined() ? id.get() : null;
        }
    }

    /** The data files of a snapshot. */
    synchronized List<DataFile> of(Snapshot snapshot) {
        return at(snapshot).files;
    }

    /** The files that were removed from the table and are kept for older versions. */
    synchronized List<RemovedFile> tombstones(Snapshot snapshot) {
        return at(snapshot).tombstones(snapshot);
    }

    /** The progress of the table's streams in a snapshot. */
    synchronized StreamProgress progress(Snapshot snapshot) {
        return at(snapshot).progress(snapshot);
    }

    /** The state of the snapshot's version. It is cached unless a newer version already is. */
    private Loaded at(Snapshot snapshot) {
        Loaded known = newest;
        if (known != null && known.snapshot.get() == snapshot) {
            return known;
        }
        boolean isKnown =
                known != null && known.tableId.equals(snapshot.metadata().id()) && known.isPartOf(snapshot.deltaLog());
        if (known == null || !isKnown) {
            newest = load(snapshot);
            return newest;
        }
        if (known.version > snapshot.version()) {
            return load(snapshot);
        }
        if (known.version < snapshot.version()) {
            known = following(snapshot, known);
            newest = known;
        }
        known.snapshot = new WeakReference<>(snapshot);
        return known;
    }

    private static Loaded following(Snapshot snapshot, Loaded previous) {
        Replay replay = new Replay(previous);
        return replay.of(snapshot, previous.version) ? replay.loaded(snapshot) : load(snapshot);
    }

    private static Loaded load(Snapshot snapshot) {
        Replay replay = new Replay();
        if (snapshot.checkpointProvider().version() < 0 && replay.of(snapshot, -1)) {
            return replay.loaded(snapshot);
        }
        Replay state = new Replay();
        snapshot.stateDS().collectAsList().forEach(action -> state.apply(action.unwrap()));
        state.progress = null;
        return state.loaded(snapshot);
    }

    /** A table state to which actions are applied. */
    private static final class Replay {

        private final Map<FileId, DataFile> files = new LinkedHashMap<>();
        private final Map<FileId, RemovedFile> removed = new LinkedHashMap<>();
        private final Map<String, Long> recorded = new HashMap<>();
        private @Nullable StreamProgress progress = StreamProgress.asRecorded(Map.of());
        private @Nullable Commit last;

        Replay() {}

        Replay(Loaded previous) {
            files.putAll(previous.byId);
            removed.putAll(previous.removed);
            recorded.putAll(previous.recorded);
            progress = previous.progress;
        }

        void apply(Action action) {
            if (action instanceof AddFile add) {
                removed.remove(FileId.of(add));
                files.put(FileId.of(add), new DataFile(add));
            } else if (action instanceof RemoveFile remove) {
                files.remove(FileId.of(remove));
                removed.put(FileId.of(remove), new RemovedFile(remove));
            } else {
                StreamRecords.collect(action, recorded);
            }
        }

        private void apply(Commit next) {
            // A commit may both remove and add a file. The removal then refers to the file as it was before.
            next.actions().stream()
                    .filter(action -> !(action instanceof AddFile))
                    .forEach(this::apply);
            next.actions().stream().filter(AddFile.class::isInstance).forEach(this::apply);
            progress = progress == null || Lineage.mayBreak(next) ? null : progress.after(next);
            last = next;
        }

        /** Applies the commits after a version; false if there are too many, or the log no longer has all of them. */
        boolean of(Snapshot snapshot, long after) {
            return snapshot.version() - after <= MAX_COMMITS_TO_REPLAY
                    && CommitLog.replay(snapshot.deltaLog(), after + 1, snapshot.version(), this::apply);
        }

        Loaded loaded(Snapshot snapshot) {
            removed.values().removeIf(file -> file.action().delTimestamp() <= snapshot.minFileRetentionTimestamp());
            DeltaLog log = snapshot.deltaLog();
            Commit newest = last;
            OptionalLong commit =
                    newest == null ? CommitLog.identity(log, snapshot.version()) : CommitLog.identity(log, newest);
            return new Loaded(snapshot, this, commit, progress);
        }
    }
}
