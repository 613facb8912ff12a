package io.lakehouse.delta.retention;

import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.RemovedFile;
import io.lakehouse.delta.log.TableSnapshot;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of a table that no version within the retention needs, from the log or by listing folders. Listing
 * and deleting spend most of their time waiting for the storage. They therefore run in several threads per driver core
 * and do not need Spark.
 */
final class ExpiredFiles {

    private static final int THREADS = 8 * Runtime.getRuntime().availableProcessors();

    private final TableSnapshot snapshot;
    private final Duration retention;
    private final Instant cutoff;
    private final Path root;
    private final FileSystem storage;

    /**
     * One file.
     *
     * @param bytes its size, if known from the log or the listing
     */
    record Expired(Path path, OptionalLong bytes) {}

    /**
     * Searches the files of a snapshot.
     *
     * @param cutoff the current time minus the retention, the same for the whole search
     */
    ExpiredFiles(TableSnapshot snapshot, Duration retention, Instant cutoff) {
        this.snapshot = snapshot;
        this.retention = retention;
        this.cutoff = cutoff;
        try {
            this.storage = snapshot.folder().getFileSystem(snapshot.hadoopConf());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the storage of " + snapshot.folder(), e);
        }
        this.root = storage.makeQualified(snapshot.folder());
    }

    /**
     * The files that were removed by one of these versions and by no later version; empty if the log no longer contains
     * every commit since the first of them.
     *
     * @param from the first version to look at
     * @param horizon the latest version that is older than the retention
     */
    Optional<List<Expired>> fromLog(long from, long horizon) {
        Map<Path, OptionalLong> removed = new HashMap<>();
        boolean isComplete = replay(from, horizon, (path, bytes) -> removed.put(path, bytes));
        if (isComplete && !removed.isEmpty()) {
            // The retention of a file that was removed again later starts at the later removal.
            isComplete = replay(horizon + 1, snapshot.version(), (path, bytes) -> removed.remove(path));
        }
        if (!isComplete) {
            return Optional.empty();
        }
        liveFiles().forEach(removed::remove);
        List<Expired> expired = companions();
        removed.forEach((path, bytes) -> {
            if (isInside(path)) {
                expired.add(new Expired(path, bytes));
            }
        });
        return Optional.of(expired);
    }

    /**
     * Passes the files that commits removed to the consumer, oldest first; returns false if the log does not contain
     * all of these commits.
     */
    private boolean replay(long from, long to, BiConsumer<Path, OptionalLong> removal) {
        return snapshot.replay(from, to, commit -> {
            for (RemovedFile file : commit.removed()) {
                removal.accept(pathOf(file.path()), file.bytes());
                file.vectorPath(root)
                        .map(this::qualified)
                        .ifPresent(path -> removal.accept(path, OptionalLong.empty()));
            }
            // A feed is kept as long as its version.
            commit.feedFiles().forEach((path, bytes) -> removal.accept(pathOf(path), OptionalLong.of(bytes)));
        });
    }

    /**
     * All files in the folders of the table that are older than the retention and not part of a version within it.
     *
     * @param horizon the latest version that is older than the retention, if the log contains one
     */
    List<Expired> fromFolders(OptionalLong horizon) {
        Set<Path> needed = liveFiles();
        needed.addAll(recentlyRemoved(horizon));
        List<Expired> expired = companions();
        List<Path> folders = List.of(root);
        while (!folders.isEmpty()) {
            List<Path> next = new ArrayList<>();
            for (List<FileStatus> children : inParallel(folders, this::children)) {
                for (FileStatus child : children) {
                    if (snapshot.isHidden(child.getPath().getName())) {
                        continue;
                    }
                    if (child.isDirectory()) {
                        next.add(child.getPath());
                    } else if (child.getModificationTime() < cutoff.toEpochMilli()
                            && !needed.contains(child.getPath())) {
                        expired.add(new Expired(child.getPath(), OptionalLong.of(child.getLen())));
                    }
                }
            }
            folders = next;
        }
        return expired;
    }

    private List<Expired> companions() {
        List<Expired> expired = new ArrayList<>();
        CompanionFiles.expired(snapshot, cutoff)
                .forEach((path, bytes) -> expired.add(new Expired(path, OptionalLong.of(bytes))));
        return expired;
    }

    private List<FileStatus> children(Path folder) throws IOException {
        try {
            return List.of(storage.listStatus(folder));
        } catch (FileNotFoundException e) {
            // The folder and its contents have been deleted in the meantime.
            return List.of();
        }
    }

    private Set<Path> liveFiles() {
        Set<Path> paths = new HashSet<>();
        for (DataFile file : snapshot.files()) {
            paths.add(pathOf(file.path()));
            file.vectorPath(root).map(this::qualified).ifPresent(paths::add);
        }
        return paths;
    }

    private Set<Path> recentlyRemoved(OptionalLong horizon) {
        Set<Path> paths = new HashSet<>();
        long from = horizon.isPresent() ? horizon.getAsLong() + 1 : 0;
        if (replay(from, snapshot.version(), (path, bytes) -> paths.add(path))) {
            return paths;
        }
        Duration own = snapshot.retention();
        if (retention.compareTo(own) > 0) {
            // The table state no longer contains files removed before the table's own retention, and their commits are
            // gone.
            throw RetentionErrors.logTooShort(snapshot.folder().toString(), own);
        }
        for (RemovedFile file : snapshot.removedSince(cutoff)) {
            paths.add(pathOf(file.path()));
            file.vectorPath(root).map(this::qualified).ifPresent(paths::add);
        }
        return paths;
    }

    /** The log's paths are URIs, relative to the table or absolute. */
    private Path pathOf(String path) {
        Path own = new Path(URI.create(path));
        return own.isAbsolute() ? qualified(own) : new Path(root, own);
    }

    /** Adds the scheme of the table, unless the path has its own scheme, which may refer to another storage system. */
    private Path qualified(Path path) {
        return path.toUri().getScheme() == null ? storage.makeQualified(path) : path;
    }

    /** A shallow clone references files of its source table, which it must not delete. */
    private boolean isInside(Path path) {
        return path.toString().startsWith(root + Path.SEPARATOR);
    }

    /** The files at these paths that exist. */
    List<Expired> withSizes(List<String> paths) {
        List<Optional<Expired>> found = inParallel(paths, this::withSize);
        return found.stream().flatMap(Optional::stream).toList();
    }

    private Optional<Expired> withSize(String path) throws IOException {
        Path file = qualified(new Path(path));
        try {
            FileStatus status = storage.getFileStatus(file);
            return status.isDirectory()
                    ? Optional.empty()
                    : Optional.of(new Expired(file, OptionalLong.of(status.getLen())));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Deletes the files and returns the size of each file that still existed. */
    List<Long> delete(List<Expired> files) {
        List<OptionalLong> freed = inParallel(files, this::delete);
        return freed.stream()
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
    }

    private OptionalLong delete(Expired file) throws IOException {
        try {
            long bytes = file.bytes().isPresent()
                    ? file.bytes().getAsLong()
                    : storage.getFileStatus(file.path()).getLen();
            return storage.delete(file.path(), false) ? OptionalLong.of(bytes) : OptionalLong.empty();
        } catch (FileNotFoundException e) {
            return OptionalLong.empty();
        }
    }

    private interface Step<T, R> {
        R apply(T input) throws IOException;
    }

    private static <T, R> List<R> inParallel(List<T> inputs, Step<T, R> step) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(THREADS, inputs.size())));
        try {
            List<Callable<R>> tasks = new ArrayList<>();
            inputs.forEach(input -> tasks.add(() -> step.apply(input)));
            List<R> results = new ArrayList<>();
            for (Future<R> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new UncheckedIOException(
                    "Failed to vacuum: " + e.getCause() + "; deleted files stay deleted, run it again.",
                    new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A vacuum was interrupted; run it again.", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
