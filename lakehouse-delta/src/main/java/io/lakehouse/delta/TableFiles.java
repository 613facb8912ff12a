package io.lakehouse.delta;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * The data files of one table, those that left it lately, and how far its streams have come, kept from version to
 * version. Delta asks Spark for each of them anew, which costs a quarter of a second and more however small the table
 * is; here a newer version costs reading its commits. A file takes about a kilobyte of memory, most of it statistics;
 * one that has left the table is kept until the table's retention is over.
 * Safe for use by many threads.
 */
final class TableFiles {

    /** Above this, Delta's own reading of the checkpoint is cheaper than reading commit by commit. */
    private static final long MAX_COMMITS_TO_REPLAY = 50;

    private @Nullable Loaded newest;

    /** One version. */
    private record Loaded(
            String tableId,
            long version,
            Map<FileId, AddFile> byId,
            List<AddFile> files,
            Map<FileId, RemoveFile> removed,
            Map<String, Long> streams) {

        /** The removed files that Delta's own reading of the log would still know at the time of the snapshot. */
        List<RemoveFile> tombstones(Snapshot snapshot) {
            return removed.values().stream()
                    .filter(file -> file.delTimestamp() > snapshot.minFileRetentionTimestamp())
                    .toList();
        }
    }

    /** What Delta tells files apart by: the same file with other rows deleted is another one. */
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

    /** The files of a snapshot. */
    synchronized List<AddFile> of(Snapshot snapshot) {
        return at(snapshot).files();
    }

    /** The files that have left the table and are kept for its older versions. */
    synchronized List<RemoveFile> tombstones(Snapshot snapshot) {
        return at(snapshot).tombstones(snapshot);
    }

    /** How far a stream has come by a snapshot, if it has begun. */
    synchronized OptionalLong progress(Snapshot snapshot, String stream) {
        Long version = at(snapshot).streams().get(stream);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** The version of the snapshot, which is kept unless a newer one is. */
    private Loaded at(Snapshot snapshot) {
        boolean isSameTable =
                newest != null && newest.tableId().equals(snapshot.metadata().id());
        if (newest != null && isSameTable && newest.version() == snapshot.version()) {
            return newest;
        }
        if (newest != null && isSameTable && newest.version() > snapshot.version()) {
            return load(snapshot);
        }
        Loaded loaded = newest != null && isSameTable ? following(snapshot, newest) : load(snapshot);
        newest = loaded;
        return loaded;
    }

    private static Loaded following(Snapshot snapshot, Loaded previous) {
        Replay replay = new Replay(previous);
        return replay.of(snapshot, previous.version()) ? replay.loaded(snapshot) : load(snapshot);
    }

    private static Loaded load(Snapshot snapshot) {
        Replay replay = new Replay();
        if (snapshot.checkpointProvider().version() < 0 && replay.of(snapshot, -1)) {
            return replay.loaded(snapshot);
        }
        Replay state = new Replay();
        snapshot.stateDS().collectAsList().forEach(action -> state.apply(action.unwrap()));
        return state.loaded(snapshot);
    }

    /** A state of the table that actions are applied to. */
    private static final class Replay {

        private final Map<FileId, AddFile> files = new LinkedHashMap<>();
        private final Map<FileId, RemoveFile> removed = new LinkedHashMap<>();
        private final Map<String, Long> streams = new HashMap<>();

        Replay() {}

        Replay(Loaded previous) {
            files.putAll(previous.byId());
            removed.putAll(previous.removed());
            streams.putAll(previous.streams());
        }

        void apply(Action action) {
            if (action instanceof AddFile add) {
                removed.remove(FileId.of(add));
                files.put(FileId.of(add), add);
            } else if (action instanceof RemoveFile remove) {
                files.remove(FileId.of(remove));
                removed.put(FileId.of(remove), remove);
            } else if (action instanceof SetTransaction stream) {
                streams.put(stream.appId(), stream.version());
            }
        }

        /** Applies the commits after a version; false if they are many, or the log no longer holds all of them. */
        boolean of(Snapshot snapshot, long after) {
            if (snapshot.version() - after > MAX_COMMITS_TO_REPLAY) {
                return false;
            }
            Iterator<Tuple2<Object, Seq<Action>>> commits = snapshot.deltaLog().getChanges(after + 1, false);
            for (long expected = after + 1; expected <= snapshot.version(); expected++) {
                if (!commits.hasNext()) {
                    return false;
                }
                Tuple2<Object, Seq<Action>> commit = commits.next();
                if ((Long) commit._1() != expected) {
                    return false;
                }
                // A commit may name a file twice, and then it is the removal of what the file was before.
                List<Action> actions = ScalaLists.list(commit._2());
                actions.stream().filter(action -> !(action instanceof AddFile)).forEach(this::apply);
                actions.stream().filter(AddFile.class::isInstance).forEach(this::apply);
            }
            return true;
        }

        Loaded loaded(Snapshot snapshot) {
            removed.values().removeIf(file -> file.delTimestamp() <= snapshot.minFileRetentionTimestamp());
            return new Loaded(
                    snapshot.metadata().id(),
                    snapshot.version(),
                    Collections.unmodifiableMap(files),
                    List.copyOf(files.values()),
                    Collections.unmodifiableMap(removed),
                    Map.copyOf(streams));
        }
    }
}
