package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.storage.ClosableIterator;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Tuple2;

/** A table's log, read commit by commit. */
final class CommitLog {

    private CommitLog() {}

    /**
     * Passes the commits of these versions to the reader, oldest first.
     *
     * @return whether the log contains all of them; the replay stops at the first missing commit
     */
    static boolean replay(DeltaLog log, long from, long to, Consumer<Commit> reader) {
        return from > to || show(log, from, to, true, reader) > to;
    }

    /** Passes those of these commits that the log still contains to the reader, oldest first. */
    static void replayHeld(DeltaLog log, long from, long to, Consumer<Commit> reader) {
        show(log, from, to, false, reader);
    }

    /** Replays commits and returns the version after the last one passed to the reader. */
    private static long show(DeltaLog log, long from, long to, boolean isStrict, Consumer<Commit> reader) {
        scala.collection.Iterator<Tuple2<Object, scala.collection.Seq<Action>>> commits = log.getChanges(from, false);
        long next = from;
        while (next <= to && commits.hasNext()) {
            Tuple2<Object, scala.collection.Seq<Action>> commit = commits.next();
            long version = (Long) commit._1();
            if (version > to || (isStrict && version != next)) {
                return next;
            }
            reader.accept(new Commit(version, ScalaLists.list(commit._2())));
            next = version + 1;
        }
        return next;
    }

    /**
     * Distinguishes a commit from any other with the same version number. A table restored from a backup and written to
     * again has different commits under the same numbers. Empty if the log no longer contains the commit.
     */
    static OptionalLong identity(DeltaLog log, long version) {
        MessageDigest all = digest();
        try (ClosableIterator<String> lines = log.store()
                .readAsIterator(FileNames.unsafeDeltaFile(log.logPath(), version), log.newDeltaHadoopConf())) {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.contains("\"commitInfo\"")
                        && Action.fromJson(line) instanceof CommitInfo info
                        && info.txnId().isDefined()) {
                    // In most commits, this is the first line.
                    return OptionalLong.of(hash(digest(), info.txnId().get()));
                }
                all.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return OptionalLong.of(hash(all, ""));
        } catch (FileNotFoundException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read version " + version + " of " + log.dataPath(), e);
        }
    }

    /** The identity of a commit that has already been read. */
    static OptionalLong identity(DeltaLog log, Commit commit) {
        Optional<String> transaction = commit.info()
                .filter(info -> info.txnId().isDefined())
                .map(info -> info.txnId().get());
        return transaction.isPresent()
                ? OptionalLong.of(hash(digest(), transaction.get()))
                : identity(log, commit.version());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** The first 8 bytes of the digest as a non-negative number. */
    private static long hash(MessageDigest begun, String last) {
        return ByteBuffer.wrap(begun.digest(last.getBytes(StandardCharsets.UTF_8)))
                        .getLong()
                & Long.MAX_VALUE;
    }
}
