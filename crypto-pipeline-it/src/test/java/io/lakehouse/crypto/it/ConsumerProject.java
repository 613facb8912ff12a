package io.lakehouse.crypto.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The Maven project of a team that uses the SDK, beside a checkout that it is installed from. What is installed goes to
 * a repository of its own, which finds all other artifacts in that of the build.
 */
final class ConsumerProject implements AutoCloseable {

    static final String MAIN = "src/main/java/com/example/Prices.java";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path ROOT = Path.of(System.getProperty("lakehouse.root"));
    private static final Path FIXTURE = ROOT.resolve("crypto-pipeline-it/src/test/consumer");

    /** What an installation of the SDK needs of a checkout. */
    private static final List<String> SOURCES = List.of(
            "pom.xml",
            ".mvn",
            "lakehouse-core/pom.xml",
            "lakehouse-core/src/main",
            "lakehouse-delta/pom.xml",
            "lakehouse-delta/src/main",
            "crypto-pipeline/pom.xml",
            "crypto-pipeline-it/pom.xml");

    private final Path checkout;
    private final Path folder;
    private final Path repository;

    private ConsumerProject(Path parent) {
        checkout = parent.resolve("checkout");
        folder = parent.resolve("prices");
        repository = parent.resolve("repository");
    }

    static ConsumerProject in(Path parent) throws IOException {
        ConsumerProject project = new ConsumerProject(parent);
        for (String source : SOURCES) {
            copy(ROOT.resolve(source), project.checkout.resolve(source));
        }
        copy(FIXTURE, project.folder);
        Path settings = Path.of(System.getProperty("maven.settings"));
        if (Files.exists(settings)) {
            useSettings(settings, project.checkout);
            useSettings(settings, project.folder);
        }
        Path shared = Path.of(System.getProperty("maven.repository"));
        linkAll(shared, project.repository, "io");
        linkAll(shared.resolve("io"), project.repository.resolve("io"), "lakehouse");
        return project;
    }

    /** Lets a folder's builds be set up as this one is. */
    private static void useSettings(Path settings, Path folder) throws IOException {
        Path options = Files.createDirectories(folder.resolve(".mvn")).resolve("maven.config");
        Files.writeString(
                options, "\n--settings\n" + settings + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The text of one of its files. */
    static String file(String name) throws IOException {
        return Files.readString(FIXTURE.resolve(name));
    }

    Path folder() {
        return folder;
    }

    /** Removes the links to the shared repository. */
    @Override
    public void close() throws IOException {
        for (Path links : List.of(repository, repository.resolve("io"))) {
            try (Stream<Path> entries = Files.list(links)) {
                for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                    Files.delete(link);
                }
            }
        }
    }

    /** Runs a command in the checkout. */
    void inCheckout(String command) throws IOException, InterruptedException {
        run(checkout, command);
    }

    /** Runs a command in the project; what it printed on standard output. */
    String run(String command) throws IOException, InterruptedException {
        return run(folder, command);
    }

    private String run(Path where, String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(repository, "out", ".txt");
        Path err = Files.createTempFile(repository, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", command)
                .directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        Path maven = Path.of(System.getProperty("maven.program")).getParent();
        environment.merge("PATH", String.valueOf(maven), (path, first) -> first + File.pathSeparator + path);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.merge(
                "MAVEN_OPTS",
                "-Dstyle.color=never -Dmaven.repo.local=" + repository,
                (inherited, own) -> inherited + " " + own);
        ProcessTree.run(builder, PATIENCE, out, err);
        return Files.readString(out);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
    }

    /** Makes a folder that holds what another one holds, but for one name. */
    private static void linkAll(Path from, Path to, String without) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(without)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName().toString()), entry);
                }
            }
        }
    }
}
