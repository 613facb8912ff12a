package io.lakehouse.delta;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * The data files of one table, and how far its streams have come, kept from version to version. Delta asks Spark for the
 * files of every scan and for the streams of every version, which costs a quarter of a second and more however small the
 * table is; here a newer version costs reading its commits. A file takes about a kilobyte of memory, most of it
 * statistics. Safe for use by many threads.
 */
final class TableFiles {

    /** Above this, Delta's own reading of the checkpoint is cheaper than reading commit by commit. */
    private static final long MAX_COMMITS_TO_REPLAY = 50;

    private @Nullable Loaded newest;

    /** One version; its streams are absent until somebody has asked for them, or the commits have told. */
    private record Loaded(
            String tableId,
            long version,
            Map<FileId, AddFile> byId,
            List<AddFile> files,
            Optional<Map<String, Long>> streams) {

        static Loaded of(Snapshot snapshot, Map<FileId, AddFile> byId, Optional<Map<String, Long>> streams) {
            return new Loaded(snapshot.metadata().id(), snapshot.version(), byId, List.copyOf(byId.values()), streams);
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
        Loaded loaded = loaded(snapshot);
        return loaded == null ? snapshot.allFiles().collectAsList() : loaded.files();
    }

    /** How far a stream has come by a snapshot, if it has begun. */
    synchronized OptionalLong progress(Snapshot snapshot, String stream) {
        Loaded loaded = loaded(snapshot);
        Map<String, Long> streams =
                loaded == null ? streamsOf(snapshot) : loaded.streams().orElseGet(() -> streamsOf(snapshot));
        if (loaded != null && loaded.streams().isEmpty()) {
            newest = Loaded.of(snapshot, loaded.byId(), Optional.of(streams));
        }
        Long version = streams.get(stream);
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }

    private static Map<String, Long> streamsOf(Snapshot snapshot) {
        Map<String, Long> streams = new HashMap<>();
        ScalaLists.list(snapshot.setTransactions())
                .forEach(transaction -> streams.put(transaction.appId(), transaction.version()));
        return streams;
    }

    /** The version of the snapshot, or null if a newer one is kept already. */
    private @Nullable Loaded loaded(Snapshot snapshot) {
        if (newest != null && newest.tableId().equals(snapshot.metadata().id())) {
            if (newest.version() == snapshot.version()) {
                return newest;
            }
            if (newest.version() > snapshot.version()) {
                return null;
            }
        } else {
            newest = null;
        }
        Loaded loaded = load(snapshot, newest);
        newest = loaded;
        return loaded;
    }

    private static Loaded load(Snapshot snapshot, @Nullable Loaded previous) {
        boolean isFromStart = previous == null && snapshot.checkpointProvider().version() < 0;
        if (previous != null || isFromStart) {
            Map<FileId, AddFile> files =
                    previous == null ? new LinkedHashMap<>() : new LinkedHashMap<>(previous.byId());
            Map<String, Long> streams = new HashMap<>();
            boolean isKnown = isFromStart;
            if (previous != null && previous.streams().isPresent()) {
                streams.putAll(previous.streams().get());
                isKnown = true;
            }
            long after = previous == null ? -1 : previous.version();
            if (snapshot.version() - after <= MAX_COMMITS_TO_REPLAY && replay(snapshot, after, files, streams)) {
                return Loaded.of(snapshot, files, isKnown ? Optional.of(streams) : Optional.empty());
            }
        }
        Map<FileId, AddFile> files = new LinkedHashMap<>();
        for (AddFile file : snapshot.allFiles().collectAsList()) {
            files.put(FileId.of(file), file);
        }
        return Loaded.of(snapshot, files, Optional.empty());
    }

    /** Applies the commits after a version; false if the log no longer holds all of them. */
    private static boolean replay(
            Snapshot snapshot, long after, Map<FileId, AddFile> files, Map<String, Long> streams) {
        long expected = after + 1;
        Iterator<Tuple2<Object, Seq<Action>>> commits = snapshot.deltaLog().getChanges(expected, false);
        while (expected <= snapshot.version()) {
            if (!commits.hasNext()) {
                return false;
            }
            Tuple2<Object, Seq<Action>> commit = commits.next();
            if ((Long) commit._1() != expected) {
                return false;
            }
            List<AddFile> added = new ArrayList<>();
            for (Action action : ScalaLists.list(commit._2())) {
                if (action instanceof AddFile add) {
                    added.add(add);
                } else if (action instanceof RemoveFile remove) {
                    files.remove(FileId.of(remove));
                } else if (action instanceof SetTransaction stream) {
                    streams.put(stream.appId(), stream.version());
                }
            }
            added.forEach(file -> files.put(FileId.of(file), file));
            expected++;
        }
        return true;
    }
}
