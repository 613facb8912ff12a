package io.lakehouse.crypto.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that runs Spark, and what it says on both of its streams. Closing leaves none of its children. */
final class SparkProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Process process;
    private final Thread reader;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Optional<String>> unread = new LinkedBlockingQueue<>();

    private SparkProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static SparkProcess start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        // A developer's own Spark and Hadoop are none of these.
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_"));
        builder.environment().putAll(environment);
        return new SparkProcess(builder.start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                unread.add(Optional.of(line));
            }
        } catch (IOException e) {
            said.add("Cannot read on: " + e);
        }
        unread.add(Optional.empty());
    }

    /** Waits for a line in which the expression is found, after those that were waited for before. */
    MatchResult await(String expression) throws IOException {
        Pattern pattern = Pattern.compile(expression);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                Optional<String> line = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (line == null || line.isEmpty()) {
                    throw new IllegalStateException("Process " + process.pid() + " has not said '" + expression
                            + "' but:\n" + String.join("\n", said));
                }
                Matcher matcher = pattern.matcher(line.get());
                if (matcher.find()) {
                    return matcher.toMatchResult();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Waits for its end, and for all that it has said until then. */
    int exitCode() throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Process " + process.pid() + " does not end:\n" + output());
            }
            reader.join(PATIENCE.toMillis());
            if (reader.isAlive()) {
                throw new IllegalStateException("Process " + process.pid()
                        + " has ended, but a child of it holds its output open:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** What it has said so far. */
    String output() {
        return String.join("\n", said);
    }

    /** Ends it and its children as a power cut would, and waits until they are gone. */
    @Override
    public void close() {
        new ProcessTree(process).close();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Cannot wait for a process: this thread was interrupted");
    }
}
