package io.lakehouse.crypto.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The programs around the launcher of a fake checkout: a fake Java, a fake Maven, and the tools it may use. */
final class FakePrograms {

    /** What the fake Maven leaves in the app folder, in the order of the C locale. */
    static final List<String> BUILT_JARS = List.of("Zeta.jar", "alpha-2.jar", "alpha.jar");

    /** What the launcher may use; nothing else is on its PATH but the fake Maven. */
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

    private FakePrograms() {}

    /** Writes the tools that a launcher may use, and a fake Maven, into a folder for the PATH. */
    static void writeTools(Path tools) throws IOException {
        for (String tool : TOOLS) {
            Path found = Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Cannot find " + tool + " on the PATH"));
            write(tools.resolve(tool), "#!/bin/sh\nexec '" + found + "' \"$@\"\n");
        }
        write(tools.resolve("mvn"), FAKE_MAVEN);
    }

    /** Writes the programs of a fake JDK into its folder. */
    static void writeJdk(Path jdk) throws IOException {
        write(jdk.resolve("bin/java"), FAKE_JAVA);
        write(jdk.resolve("bin/javac"), FAKE_JAVA);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
