package io.lakehouse.crypto.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A throw-away checkout with the real launcher, three small modules, and fake programs that a launch uses. */
final class FakeCheckout {

    private static final String ARCHIVING = "CRYPTO_PIPELINE_CDS";

    private final Path root;
    private final Path jdk;
    private final Path tools;
    private final Path records;
    private final Map<String, String> environment = new HashMap<>();

    private FakeCheckout(Path folder) {
        // Blanks, quotes and a dollar sign, which the launcher has to bear.
        root = folder.resolve("my \"lake's\" $house");
        jdk = folder.resolve("fake jdk");
        tools = folder.resolve("tools");
        records = folder.resolve("records");
    }

    /** A checkout that was never built, with JAVA_HOME set to a JDK 17. */
    static FakeCheckout in(Path folder) throws IOException {
        FakeCheckout checkout = new FakeCheckout(folder.toRealPath());
        checkout.copyLauncher();
        checkout.writeSources();
        FakePrograms.writeTools(checkout.tools);
        FakePrograms.writeJdk(checkout.jdk);
        checkout.jdkVersion("17.0.15");
        Files.createDirectories(checkout.records);
        checkout.set("PATH", checkout.tools.toString())
                .set("JAVA_HOME", checkout.jdk.toString())
                .set("FAKE_RECORDS", checkout.records.toString())
                .set("FAKE_APP", checkout.app().toString())
                .set(ARCHIVING, "off");
        return checkout;
    }

    /** As {@link #in(Path)}, and built by the launcher: what was recorded so far is forgotten. */
    static FakeCheckout builtIn(Path folder) throws IOException {
        FakeCheckout checkout = in(folder);
        Launch.Outcome outcome = checkout.launch();
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException("Cannot prepare a built checkout: " + outcome);
        }
        try (Stream<Path> recorded = Files.list(checkout.records)) {
            for (Path file : recorded.toList()) {
                Files.delete(file);
            }
        }
        return checkout;
    }

    Path root() {
        return root;
    }

    Path jdk() {
        return jdk;
    }

    Path tools() {
        return tools;
    }

    Path app() {
        return root.resolve("crypto-pipeline/target/app");
    }

    Path log() {
        return root.resolve("target/build.log");
    }

    Path lock() {
        return root.resolve("target/build.lock");
    }

    Path launcher() {
        return root.resolve("bin/crypto-pipeline");
    }

    Path mavenProgram() {
        return tools.resolve("mvn");
    }

    Path javac() {
        return jdk.resolve("bin/javac");
    }

    Path source() {
        return root.resolve("lakehouse-core/src/main/java/a package/Prices.java");
    }

    FakeCheckout set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    FakeCheckout unset(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Lets the launcher archive classes after a build, which it leaves to a process that outlives it. */
    FakeCheckout archiving() {
        return unset(ARCHIVING);
    }

    FakeCheckout jdkVersion(String version) throws IOException {
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return this;
    }

    /** Gives every file that counts for the launcher another modification time. */
    void touchEverything() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
    }

    /** Starts the launcher in the checkout and waits for its end. */
    Launch.Outcome launch(String... arguments) throws IOException {
        try (Launch launch = start(arguments)) {
            return launch.outcome();
        }
    }

    /** Starts the launcher in the checkout. */
    Launch start(String... arguments) throws IOException {
        return startFrom(root, launcher().toString(), arguments);
    }

    /** Starts the launcher under the given name, which may be relative, in the given folder. */
    Launch startFrom(Path folder, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile(records, "stdout", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Launch(builder.start(), output);
    }

    /** The arguments of the fake java, empty if it was not started. */
    List<String> javaArguments() throws IOException {
        return recorded("java-arguments");
    }

    /** The arguments of the fake java that archives classes, empty if it was not started. */
    List<String> archivingArguments() throws IOException {
        return recorded("archiving-arguments");
    }

    /** The working directory and SPARK_LOCAL_IP of the fake java. */
    List<String> javaSurroundings() throws IOException {
        return recorded("java-surroundings");
    }

    /** The JAVA_HOME of each start of the fake Maven. */
    List<String> mavenJavaHomes() throws IOException {
        return recorded("maven-java-homes");
    }

    List<String> mavenArguments() throws IOException {
        return recorded("maven-arguments");
    }

    int mavenRuns() throws IOException {
        return mavenJavaHomes().size();
    }

    boolean isMavenAlive() throws IOException {
        long process = Long.parseLong(recorded("maven-process").get(0));
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private List<String> recorded(String name) throws IOException {
        Path file = records.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void copyLauncher() throws IOException {
        Path original = Path.of(Objects.requireNonNull(
                System.getProperty("lakehouse.root"),
                "Cannot find the launcher: set -Dlakehouse.root to the checkout"));
        Files.createDirectories(launcher().getParent());
        for (String file : List.of("bin/crypto-pipeline", "bin/spark-jvm.options")) {
            Files.copy(original.resolve(file), root.resolve(file));
        }
    }

    private void writeSources() throws IOException {
        write(root.resolve("pom.xml"), "<project/>");
        write(root.resolve(".mvn/jvm.config"), "-Xmx1g");
        write(source(), "class Prices {}");
        for (String module : List.of("lakehouse-core", "lakehouse-delta", "crypto-pipeline")) {
            write(root.resolve(module).resolve("pom.xml"), "<project/>");
            write(root.resolve(module).resolve("src/main/java/Main.java"), "class Main {}");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
