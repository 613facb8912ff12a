package io.lakehouse.crypto.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A throw-away checkout with the real launcher, three small modules, a fake JDK and a fake Maven. Its folder has blanks,
 * quotes and a dollar sign in its name. The PATH of a launch holds the fake Maven and the tools that the launcher may
 * use, nothing else.
 */
final class FakeCheckout {

    /** What the fake Maven leaves in the app folder, in the order of the C locale. */
    static final List<String> BUILT_JARS = List.of("Zeta.jar", "alpha-2.jar", "alpha.jar");

    private static final String ARCHIVING = "CRYPTO_PIPELINE_CDS";

    private static final List<String> TOOLS = List.of(
            "bash",
            "cksum",
            "env",
            "find",
            "mkdir",
            "mv",
            "nice",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sleep",
            "sort",
            "tail");

    private static final String FAKE_JAVA = """
            #!/usr/bin/env bash
            if [ "$1" = -XshowSettings:properties ]; then
                printf '    java.home = %s\\n    java.version = %s\\n' "$FAKE_JAVA_HOME" "$FAKE_JAVA_VERSION" >&2
                exit 0
            fi
            for word; do
                if [[ $word == -XX:ArchiveClassesAtExit=* ]]; then
                    printf '%s\\n' "$@" >"$FAKE_RECORDS/archiving-arguments"
                    : >"${word#*=}"
                    exit "${FAKE_ARCHIVING_EXIT:-0}"
                fi
            done
            printf '%s\\n' "$@" >"$FAKE_RECORDS/java-arguments"
            printf '%s\\n' "$PWD" "$SPARK_LOCAL_IP" >"$FAKE_RECORDS/java-surroundings"
            echo '{"from":"application"}'
            exit "${FAKE_JAVA_EXIT:-0}"
            """;

    private static final String FAKE_MAVEN = """
            #!/usr/bin/env bash
            printf '%s\\n' "$JAVA_HOME" >>"$FAKE_RECORDS/maven-java-homes"
            printf '%s\\n' "$@" >"$FAKE_RECORDS/maven-arguments"
            printf '%s\\n' "$$" >"$FAKE_RECORDS/maven-process"
            echo 'Noise on standard output'
            echo '[INFO] Building lakehouse-core 0.1.0-SNAPSHOT                           [1/2]'
            echo '[INFO] Downloaded from central: https://example.org/a.jar (1 kB at 1 kB/s)'
            for _ in {1..400}; do [ -e "${FAKE_MAVEN_GATE:-/}" ] && break; sleep 0.05; done
            echo '[INFO] Building crypto-pipeline 0.1.0-SNAPSHOT                          [2/2]'
            echo '[INFO] Building jar: /somewhere/alpha.jar'
            mkdir -p "$FAKE_APP/classes"
            for file in notes.txt alpha.jar Zeta.jar alpha-2.jar; do : >"$FAKE_APP/$file"; done
            if [ -n "${FAKE_MAVEN_EXIT:-}" ]; then
                echo '[ERROR] Prices.java:[3,7] cannot find symbol'
                echo '[ERROR] '
                echo '[ERROR] Failed to execute goal compile -> [Help 1]'
                echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
                exit "$FAKE_MAVEN_EXIT"
            fi
            """;

    private final Path root;
    private final Path jdk;
    private final Path tools;
    private final Path records;
    private final Map<String, String> environment = new HashMap<>();

    private FakeCheckout(Path folder) {
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
        checkout.writeTools();
        writeScript(checkout.mavenProgram(), FAKE_MAVEN);
        writeScript(checkout.jdk.resolve("bin/java"), FAKE_JAVA);
        writeScript(checkout.javac(), FAKE_JAVA);
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

    private void writeTools() throws IOException {
        for (String tool : TOOLS) {
            Path found = Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Cannot find " + tool + " on the PATH"));
            writeScript(tools.resolve(tool), "#!/bin/sh\nexec '" + found + "' \"$@\"\n");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void writeScript(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A launcher that was started; its messages can be read one by one while it runs. Closing leaves no process. */
    static final class Launch implements AutoCloseable {

        /** How a launch ended: everything on standard output, and the messages not read before. */
        record Outcome(int exitCode, String output, List<String> messages) {}

        private final Process process;
        private final Path output;
        private final BufferedReader messages;

        private Launch(Process process, Path output) {
            this.process = process;
            this.output = output;
            this.messages = process.errorReader();
        }

        /** Waits for the next message of the launcher. */
        String nextMessage() throws IOException {
            String line = messages.readLine();
            if (line == null) {
                throw new IllegalStateException("Cannot read another message: the launcher has ended");
            }
            return line;
        }

        void terminate() {
            process.toHandle().destroy(); // Process.destroy() would close the messages as well
        }

        Outcome outcome() throws IOException {
            try {
                List<String> rest = messages.lines().toList();
                return new Outcome(process.waitFor(), Files.readString(output), rest);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Cannot wait for the launcher: this thread was interrupted");
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
