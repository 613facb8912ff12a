package io.lakehouse.crypto.it;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.package$;

/**
 * A stock Spark in a folder of its own: the jars that Spark's own poms ask for, in the versions of Spark's build, with
 * its Guava; no Delta and nothing of this project. The scripts in {@code bin} do what Spark's do, in a few lines.
 *
 * @param folder what {@code SPARK_HOME} names
 */
record SparkHome(Path folder) {

    private static final Path MODULE = Path.of(property("lakehouse.root"), "crypto-pipeline-it");
    private static final Path SOURCE = MODULE.resolve("src/test/spark-home");
    private static final Path TARGET = MODULE.resolve("target");

    /** The home, made anew; Maven is asked for its jars once. */
    static SparkHome assemble() throws IOException {
        Path home = TARGET.resolve("spark-home");
        Path list = TARGET.resolve("spark-home-" + package$.MODULE$.SPARK_VERSION() + ".classpath");
        if (!Files.exists(list)
                || Files.getLastModifiedTime(list).compareTo(Files.getLastModifiedTime(SOURCE.resolve("pom.xml")))
                        < 0) {
            resolveTo(list);
        }
        if (Files.isDirectory(home.resolve("jars"))) {
            for (Path old : new SparkHome(home).jars()) {
                Files.delete(old);
            }
        }
        for (String script : List.of("spark-class", "spark-submit")) {
            link(home.resolve("bin").resolve(script), SOURCE.resolve("bin").resolve(script));
        }
        for (String jar : Files.readString(list).strip().split(File.pathSeparator, -1)) {
            link(home.resolve("jars").resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
        return new SparkHome(home);
    }

    private static void link(Path link, Path target) throws IOException {
        Files.createDirectories(link.resolveSibling("."));
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private static void resolveTo(Path list) throws IOException {
        Files.createDirectories(TARGET);
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
            int exitCode = maven.start().waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(
                        "Cannot assemble a Spark home: Maven ended with " + exitCode + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Cannot assemble a Spark home: this thread was interrupted");
        }
    }

    /** The jars that are on the class path of everything it runs. */
    List<Path> jars() throws IOException {
        try (var jars = Files.list(folder.resolve("jars"))) {
            return jars.sorted().toList();
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(
                System.getProperty(name), () -> "Cannot assemble a Spark home: Maven's failsafe plugin sets " + name);
    }
}
