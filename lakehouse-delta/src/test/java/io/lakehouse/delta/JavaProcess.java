package io.lakehouse.delta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, with their class path; gone when it is closed. */
public final class JavaProcess implements AutoCloseable {

    private static final Path OPTIONS = Path.of(System.getProperty("lakehouse.root"), "bin", "spark-jvm.options");

    private final Process process;
    private final Path log;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param log gets what it prints
     */
    public static JavaProcess start(Class<?> program, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS,
                "-Xmx768m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new JavaProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to start " + program.getName(), e);
        }
    }

    /** Waits for the end, which must come in time and be a good one. */
    public void await(Duration timeout) throws InterruptedException {
        boolean hasEnded = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!hasEnded || process.exitValue() != 0) {
            throw new AssertionError((hasEnded ? "Exit code " + process.exitValue() : "No end in " + timeout)
                    + " of a process that printed: " + printed());
        }
    }

    /** Lets it run for a time, or to its end if that comes first. */
    public void runsFor(Duration time) throws InterruptedException {
        process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read " + log, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
