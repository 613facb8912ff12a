package io.lakehouse.delta.storage;

import io.delta.storage.LogStore;
import io.lakehouse.delta.SharedBarrier;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;

/** One of several processes whose threads all try to write every version of a log, each at the same moment. */
final class LogStoreWriters {

    /** What a process leaves behind: a line {@code version writer} for each write that it was told has succeeded. */
    static final String ACKNOWLEDGED = "acknowledged-by-process-";

    private final Configuration configuration = new Configuration();
    private final LogStore store;
    private final LogStoreContest contest;

    private LogStoreWriters(LogStoreContest contest) throws ReflectiveOperationException {
        this.contest = contest;
        this.store = Class.forName(contest.store())
                .asSubclass(LogStore.class)
                .getConstructor(Configuration.class)
                .newInstance(configuration);
    }

    public static void main(String[] arguments) throws Exception {
        int process = Integer.parseInt(arguments[0]);
        LogStoreContest contest = LogStoreContest.parse(List.of(arguments).subList(1, arguments.length));
        List<String> acknowledged = new LogStoreWriters(contest).run(process);
        Files.write(contest.folder().resolve(ACKNOWLEDGED + process), acknowledged);
    }

    private List<String> run(int process) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<List<String>>> futures = new ArrayList<>();
            SharedBarrier barrier = SharedBarrier.open(
                    contest.folder().resolve("barrier"), LogStoreContest.WRITERS * LogStoreContest.PROCESSES);
            for (int writer = 0; writer < LogStoreContest.WRITERS; writer++) {
                String author = process + "." + writer;
                futures.add(threads.submit(() -> writeAll(author, barrier)));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<String>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    /** As long as a small commit, so that half of one would be seen. */
    static List<String> commitOf(String author) {
        return List.of(author, author.repeat(500), author);
    }

    private List<String> writeAll(String author, SharedBarrier barrier) throws IOException {
        List<String> acknowledged = new ArrayList<>();
        for (int version = 0; version < contest.versions(); version++) {
            barrier.await();
            if (isWritten(version, author)) {
                acknowledged.add(version + " " + author);
            }
        }
        return acknowledged;
    }

    private boolean isWritten(int version, String author) throws IOException {
        org.apache.hadoop.fs.Path file =
                new org.apache.hadoop.fs.Path(contest.fileOf(version).toUri());
        try {
            store.write(file, commitOf(author).iterator(), false, configuration);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Another one has this version: on to the next one, as a transaction does.
            return false;
        }
    }
}
