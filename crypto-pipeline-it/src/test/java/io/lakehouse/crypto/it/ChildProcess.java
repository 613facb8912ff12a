package io.lakehouse.crypto.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with the classes of the tests. Closing leaves neither it nor its children. */
final class ChildProcess implements AutoCloseable {

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    private static final long PATIENCE_SECONDS = 180;

    private final Process process;
    private final Path out;
    private final Path log;

    private ChildProcess(Process process, Path out, Path log) {
        this.process = process;
        this.out = out;
        this.log = log;
    }

    /**
     * Starts a main class.
     *
     * @param folder its working directory, and the first place on its class path
     */
    static ChildProcess start(Path folder, Map<String, String> environment, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("lakehouse.root"), "bin", "spark-jvm.options"),
                "-Xmx1g",
                "-Dhive.async.log.enabled=false",
                "-cp",
                folder + File.pathSeparator + CLASS_PATH,
                mainClass));
        command.addAll(arguments);
        try {
            Files.createDirectories(folder);
            Path out = Files.createTempFile(folder, "process", ".out");
            Path log = Files.createTempFile(folder, "process", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(out.toFile())
                    .redirectError(log.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
            return new ChildProcess(builder.start(), out, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the command line. */
    static ChildProcess start(Path folder, Map<String, String> environment, String... arguments) {
        return start(folder, environment, "io.lakehouse.crypto.CryptoPipeline", List.of(arguments));
    }

    /** Runs the command line to its end. */
    static CommandLineRun run(Path folder, Map<String, String> environment, String... arguments) {
        try (ChildProcess process = start(folder, environment, arguments)) {
            return process.ended();
        }
    }

    /** How it ended. */
    CommandLineRun ended() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Still running: " + err());
            }
            return new CommandLineRun(process.exitValue(), Files.readString(out), err());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it has ended; waits a moment for that. */
    boolean endsSoon() {
        try {
            return process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String err() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        new ProcessTree(process).close();
    }
}
