package io.lakehouse.crypto.bench.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a JVM is started.
 *
 * @param options the JVM options
 * @param classPath folders and jars
 */
public record Jvm(List<String> options, List<Path> classPath) {

    /** The root folder of the project, set by the script that starts the benchmarks. */
    public static final Path ROOT = Path.of(System.getProperty("bench.root", "."));

    private static final Path IT = ROOT.resolve("crypto-pipeline-it/target");
    private static final Path APP = ROOT.resolve("crypto-pipeline/target/app");
    private static final Path LAUNCHER_OPTIONS = ROOT.resolve("bin/spark-jvm.options");

    public Jvm {
        options = List.copyOf(options);
        classPath = List.copyOf(classPath);
    }

    /**
     * A JVM as {@code spark-submit} starts it: the options that Spark needs on Java 17, and otherwise Java's defaults.
     */
    public static Jvm plain(String heap) {
        List<String> options = new ArrayList<>();
        for (String option : lines(LAUNCHER_OPTIONS)) {
            if (option.startsWith("--add-opens")
                    || option.contains("IgnoreUnrecognizedVMOptions")
                    || option.contains("useDirectMethodHandle")
                    || option.contains("netty")
                    || option.contains("user.timezone")) {
                options.add(option);
            }
        }
        options.add("-Xmx" + heap);
        return new Jvm(options, classPathOfApp(jar -> true));
    }

    /** A JVM as the project's launcher starts it. */
    public static Jvm launched(String heap) {
        Path archive = APP.resolve("classes-" + System.getProperty("java.version") + ".jsa");
        if (!Files.exists(archive)) {
            throw new IllegalStateException("Cannot measure a start: there is no " + archive + ". Delete " + APP
                    + " and start again, so that it is built anew.");
        }
        return new Jvm(
                List.of(
                        "@" + LAUNCHER_OPTIONS,
                        "-Xmx" + heap,
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xshare:auto",
                        "-Xlog:cds*=off"),
                classPathOfApp(jar -> true));
    }

    /** The same JVM with the jar of another engine instead of Delta's. */
    public Jvm insteadOfDelta(String engine) {
        List<Path> jars = new ArrayList<>(classPathOfApp(jar -> !jar.startsWith("delta-")));
        jars.add(peer(engine));
        return new Jvm(options, jars);
    }

    /** The same JVM with the jar of another engine added. */
    public Jvm and(String engine) {
        List<Path> jars = new ArrayList<>(classPath);
        jars.add(peer(engine));
        return new Jvm(options, jars);
    }

    public Jvm with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Jvm(more, classPath);
    }

    /** The command that runs a main class. */
    public List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    /** The versions of the engines, taken from the names of their jars on this class path. */
    public List<String> versions() {
        return classPath.stream()
                .map(jar -> String.valueOf(jar.getFileName()))
                .filter(jar -> jar.matches("(spark-sql_|delta-spark|iceberg-spark|hudi-spark|duckdb).*\\.jar"))
                .map(jar -> jar.substring(0, jar.length() - ".jar".length()))
                .sorted()
                .toList();
    }

    /** The class path of the launcher, plus the location of this class. */
    private static List<Path> classPathOfApp(Predicate<String> wanted) {
        List<Path> classPath = new ArrayList<>(jars(APP, wanted));
        classPath.add(IT.resolve("test-classes"));
        return classPath;
    }

    private static Path peer(String engine) {
        List<Path> found = jars(IT.resolve("peers"), jar -> jar.startsWith(engine));
        if (found.size() != 1) {
            throw new IllegalStateException("Cannot find the one jar of " + engine + ": there are " + found);
        }
        return found.get(0);
    }

    private static List<Path> jars(Path folder, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> wanted.test(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the jars in " + folder + ": start with bin/bench", e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
