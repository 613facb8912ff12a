package io.lakehouse.crypto.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The environment of a benchmark: a folder that is deleted afterwards, and the JVMs of the contestants. */
public final class Workspace implements AutoCloseable {

    private final Benchmark benchmark;
    private final Class<?> program;
    private final boolean isQuick;
    private final Path folder;
    private final PrintWriter log;
    private final List<ContestantProcess> entered = new ArrayList<>();
    private final Set<String> versions = new TreeSet<>();

    private Workspace(Benchmark benchmark, Class<?> program, boolean isQuick, Path folder, PrintWriter log) {
        this.benchmark = benchmark;
        this.program = program;
        this.isQuick = isQuick;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Opens an empty workspace.
     *
     * @param program the main class of the contestants' JVMs
     * @param folder the folder for its files; emptied first, because an interrupted benchmark leaves gigabytes behind
     */
    public static Workspace open(Benchmark benchmark, Class<?> program, boolean isQuick, Path folder, PrintWriter log) {
        Folders.delete(folder);
        Folders.create(folder);
        return new Workspace(benchmark, program, isQuick, folder, log);
    }

    /** Whether to use smaller data and fewer rounds, for first results within a few minutes. */
    public boolean isQuick() {
        return isQuick;
    }

    /** The number of rounds per contestant. */
    public int rounds() {
        return isQuick ? 2 : 5;
    }

    /** The size for a full benchmark, or the smaller one for a quick run. */
    public int size(int full, int quick) {
        return isQuick ? quick : full;
    }

    /** Creates a folder inside the workspace. */
    public Path folder(String name) {
        Path inside = folder.resolve(name);
        Folders.create(inside);
        return inside;
    }

    /** Reports progress on standard error. */
    public void say(String line) {
        log.println(line);
        log.flush();
    }

    /** Starts a contestant and waits until it is prepared. */
    public ContestantProcess enter(String side, Jvm jvm, Parameters parameters) {
        long start = System.nanoTime();
        versions.addAll(jvm.versions());
        ContestantProcess process = ContestantProcess.start(program, benchmark, side, jvm, parameters, logOf(side));
        entered.add(process);
        say(String.format(Locale.ROOT, "%s is ready, %.1f s", side, (System.nanoTime() - start) / 1e9));
        return process;
    }

    /** The engines that have entered so far. */
    public List<String> versions() {
        return List.copyOf(versions);
    }

    /** The log file with the output of a contestant. */
    public Path logOf(String side) {
        return folder("logs").resolve(side.replaceAll("[^A-Za-z0-9]+", "-") + ".log");
    }

    /** A contest of these competitors, with one warm-up round each. */
    public Contest contest(List<? extends Competitor> competitors) {
        return new Contest(competitors, 1, rounds(), this::say);
    }

    /** Stops the JVMs that have entered so far, for a benchmark of several parts. */
    public void clear() {
        entered.forEach(ContestantProcess::close);
        entered.clear();
    }

    /** Stops all JVMs and deletes all files except the logs, which are needed after a failure. */
    @Override
    public void close() {
        clear();
        try (Stream<Path> inside = Files.list(folder)) {
            inside.filter(path -> !path.endsWith("logs")).forEach(Folders::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
