package io.lakehouse.crypto.it;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.package$;

/**
 * A stock Spark in a folder of its own: the jars that Spark's own poms ask for, in the versions of Spark's build, with
 * its Guava; no Delta and nothing of this project. The scripts in {@code bin} do what Spark's do, in a few lines.
 *
 * @param folder what {@code SPARK_HOME} names
 */
record SparkHome(Path folder) {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path MODULE = Path.of(property("lakehouse.root"), "crypto-pipeline-it");
    private static final Path SOURCE = MODULE.resolve("src/test/spark-home");
    private static final Path TARGET = MODULE.resolve("target");

    /** Makes a home in a folder that does not exist yet, of links. */
    static SparkHome assemble(Path home) throws IOException {
        for (String script : List.of("spark-class", "spark-submit")) {
            link(home.resolve("bin").resolve(script), SOURCE.resolve("bin").resolve(script));
        }
        for (Path jar : jars()) {
            link(home.resolve("jars").resolve(jar.getFileName()), jar);
        }
        return new SparkHome(home);
    }

    /** The jars that are on the class path of everything it runs, in Maven's repository. Maven is asked for them once. */
    static List<Path> jars() throws IOException {
        Files.createDirectories(TARGET);
        Path list = TARGET.resolve("spark-home-" + package$.MODULE$.SPARK_VERSION() + ".classpath");
        try (FileChannel lock = FileChannel.open(
                TARGET.resolve("spark-home.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock(); // until it is closed: tests of several processes want the list
            if (!isUpToDate(list)) {
                Path unfinished = list.resolveSibling(list.getFileName() + ".tmp");
                resolveTo(unfinished);
                Files.move(unfinished, list, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return Stream.of(Files.readString(list).strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .sorted()
                .toList();
    }

    /** Takes the home apart, and leaves alone what its links point to. */
    void remove() {
        for (String part : List.of("bin", "jars")) {
            try (Stream<Path> links = Files.list(folder.resolve(part))) {
                for (Path link : links.toList()) {
                    Files.delete(link);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isUpToDate(Path list) throws IOException {
        return Files.exists(list)
                && Files.getLastModifiedTime(list).compareTo(Files.getLastModifiedTime(SOURCE.resolve("pom.xml"))) >= 0;
    }

    private static void link(Path link, Path target) throws IOException {
        Files.createDirectories(link.resolveSibling("."));
        Files.createSymbolicLink(link, target);
    }

    private static void resolveTo(Path list) throws IOException {
        List<String> command = new ArrayList<>(List.of(property("maven.program"), "-B", "-q"));
        Path settings = Path.of(property("maven.settings"));
        if (Files.exists(settings)) {
            command.addAll(List.of("-s", settings.toString()));
        }
        command.addAll(List.of(
                "-f",
                SOURCE.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + property("maven.repository"),
                "-Dspark.version=" + package$.MODULE$.SPARK_VERSION(),
                "-Dscala.binary.version=2.12",
                "-DincludeScope=runtime",
                "-Dmdep.outputFile=" + list,
                "org.apache.maven.plugins:maven-dependency-plugin:" + property("maven.dependency-plugin")
                        + ":build-classpath"));
        Path log = TARGET.resolve("spark-home.log");
        ProcessBuilder maven =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            ProcessTree.run(maven, PATIENCE, log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Cannot assemble a Spark home: this thread was interrupted");
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(
                System.getProperty(name), () -> "Cannot assemble a Spark home: Maven's failsafe plugin sets " + name);
    }
}
