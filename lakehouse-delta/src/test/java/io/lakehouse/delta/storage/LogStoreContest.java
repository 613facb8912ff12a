package io.lakehouse.delta.storage;

import io.delta.storage.LogStore;
import io.lakehouse.delta.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two processes with writers that all want every version of a log.
 *
 * @param store the class of the log store
 * @param versions how many there are
 */
record LogStoreContest(String store, Path folder, int versions) {

    static final int PROCESSES = 2;
    /** In each process. */
    static final int WRITERS = 4;

    /** Long, because on a slow disk a version takes tens of milliseconds. */
    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    /**
     * How it ended.
     *
     * @param acknowledgedTwice versions that more than one writer was told it had written
     * @param unacknowledged versions that nobody was told to have written
     * @param foreign versions whose file does not hold, whole, what their acknowledged writer wrote
     * @param wins versions of each process
     */
    record Outcome(
            List<String> acknowledgedTwice,
            List<String> unacknowledged,
            List<String> foreign,
            Map<String, Integer> wins,
            Duration elapsed) {}

    static LogStoreContest of(Class<? extends LogStore> store, Path folder, int versions) {
        return new LogStoreContest(store.getName(), folder, versions);
    }

    static LogStoreContest parse(List<String> arguments) {
        return new LogStoreContest(arguments.get(0), Path.of(arguments.get(1)), Integer.parseInt(arguments.get(2)));
    }

    Path fileOf(int version) {
        return folder.resolve("log").resolve("%020d.json".formatted(version));
    }

    Outcome run() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("log"));
        long start = System.nanoTime();
        try (JavaProcess first = start(0);
                JavaProcess second = start(1)) {
            first.await(TIMEOUT);
            second.await(TIMEOUT);
        }
        return outcome(Duration.ofNanos(System.nanoTime() - start));
    }

    private JavaProcess start(int process) {
        return JavaProcess.start(
                LogStoreWriters.class,
                folder.resolve("output-" + process),
                List.of("" + process, store, folder.toString(), "" + versions));
    }

    private Outcome outcome(Duration elapsed) throws IOException {
        Map<String, List<String>> authors = new HashMap<>();
        Map<String, Integer> wins = new HashMap<>();
        for (int process = 0; process < PROCESSES; process++) {
            for (String line : Files.readAllLines(folder.resolve(LogStoreWriters.ACKNOWLEDGED + process))) {
                String[] parts = line.split(" ", 2);
                authors.computeIfAbsent(parts[0], version -> new ArrayList<>()).add(parts[1]);
                wins.merge("" + process, 1, Integer::sum);
            }
        }
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), wins, elapsed);
        for (int version = 0; version < versions; version++) {
            judge(outcome, "" + version, authors, fileOf(version));
        }
        return outcome;
    }

    private static void judge(Outcome outcome, String version, Map<String, List<String>> authors, Path file)
            throws IOException {
        List<String> told = authors.getOrDefault(version, List.of());
        if (told.isEmpty()) {
            outcome.unacknowledged().add(version);
        } else if (told.size() > 1) {
            outcome.acknowledgedTwice().add(version + " " + told);
        } else if (!Files.readAllLines(file).equals(LogStoreWriters.commitOf(told.get(0)))) {
            outcome.foreign().add(version + " " + told);
        }
    }
}
