package io.lakehouse.crypto.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
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
            Path log = Files.createTempFile(folder, "process", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectError(log.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
            return new ChildProcess(builder.start(), log);
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
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Still running: " + err());
            }
            return new CommandLineRun(process.exitValue(), text, err());
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
