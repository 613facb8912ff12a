package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.crypto.it.FakeCheckout.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives {@code bin/crypto-pipeline} in a fake checkout: what it builds, when, what it starts and what it says. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherIT {

    private static final String INSTALL_JDK = "Install a JDK 17 or 21 and set JAVA_HOME to its folder.";

    @Test
    void startsWithoutMavenWhenNothingChanged(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);

        Launch.Outcome outcome = checkout.launch("demo");

        assertThat(outcome.messages()).isEmpty();
        assertThat(checkout.mavenRuns()).isZero();
        assertThat(checkout.javaArguments()).endsWith("io.lakehouse.crypto.CryptoPipeline", "demo");
    }

    @Test
    void buildsAFreshCheckoutAndSaysSo(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);

        Launch.Outcome outcome = checkout.launch("demo");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.messages())
                .hasSize(4)
                .startsWith(
                        buildingMessage(checkout), "  building lakehouse-core 1/2", "  building crypto-pipeline 2/2")
                .last()
                .asString()
                .matches("Built in \\d+ s\\.");
        assertThat(checkout.mavenArguments())
                .containsExactly(
                        "-B",
                        "-Dquick",
                        "-DskipTests",
                        "-Dapp.jar.skip",
                        "-f",
                        checkout.root().resolve("pom.xml").toString(),
                        "-pl",
                        "crypto-pipeline",
                        "-am",
                        "package");
        assertThat(checkout.mavenJavaHomes()).containsExactly(checkout.jdk().toString());
    }

    @Test
    void keepsTheOutputOfMavenInALog(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);

        checkout.launch();

        assertThat(checkout.log()).content().startsWith("Noise on standard output\n");
    }

    @Test
    void leavesStandardOutputToTheApplication(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);

        Launch.Outcome outcome = checkout.launch("health", "--json");

        assertThat(outcome.output()).isEqualTo("{\"from\":\"application\"}\n");
    }

    @Test
    void buildsAgainAfterASourceChanged(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.writeString(checkout.source(), "class Prices { }");

        checkout.launch();

        assertThat(checkout.mavenRuns()).isOne();
    }

    @Test
    void buildsAgainAfterASourceWasDeleted(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.delete(checkout.source());

        checkout.launch();

        assertThat(checkout.mavenRuns()).isOne();
    }

    @Test
    void buildsAgainAfterASourceWasRenamed(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.move(checkout.source(), checkout.source().resolveSibling("Coins.java"));

        checkout.launch();

        assertThat(checkout.mavenRuns()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", ".mvn/jvm.config", "lakehouse-delta/pom.xml"})
    void buildsAgainAfterABuildFileChanged(String file, @TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.writeString(checkout.root().resolve(file), "<changed/>");

        checkout.launch();

        assertThat(checkout.mavenRuns()).isOne();
    }

    @Test
    void doesNotBuildAgainAfterSourcesWereOnlyTouched(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        checkout.touchEverything();

        checkout.launch();

        assertThat(checkout.mavenRuns()).isZero();
    }

    @Test
    void doesNotBuildAgainAfterASourceChangedBack(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        String text = Files.readString(checkout.source());
        Files.delete(checkout.source());
        Files.writeString(checkout.source(), text);

        checkout.launch();

        assertThat(checkout.mavenRuns()).isZero();
    }

    @Test
    void removesJarsOfAnEarlierBuild(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.createFile(checkout.app().resolve("obsolete.jar"));
        Files.writeString(checkout.source(), "class Prices { }");

        checkout.launch();

        assertThat(checkout.app().resolve("obsolete.jar")).doesNotExist();
    }

    @Test
    void putsOnlyJarsOnTheClassPathAndAlwaysInTheSameOrder(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);

        checkout.launch();

        assertThat(checkout.javaArguments())
                .containsExactly(
                        "@" + checkout.root().resolve("bin/spark-jvm.options"),
                        "-Xmx2g",
                        "-Dcrypto.program=" + checkout.root().resolve("bin/crypto-pipeline"),
                        "-cp",
                        classPath(checkout),
                        "io.lakehouse.crypto.CryptoPipeline");
    }

    @Test
    void archivesClassesAfterABuildAndStartsWithThem(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).archiving();

        Launch.Outcome first = checkout.launch("demo");
        Path archive = checkout.app().resolve("classes-17.0.15.jsa");
        awaitArchiving(checkout);

        assertThat(first.output()).isEqualTo("{\"from\":\"application\"}\n");
        assertThat(archive).exists();
        assertThat(checkout.archivingArguments())
                .containsSubsequence("-cp", classPath(checkout), "io.lakehouse.crypto.CryptoPipeline", "demo");
        checkout.launch("demo");
        assertThat(checkout.mavenRuns()).isOne();
        assertThat(checkout.javaArguments())
                .containsSubsequence("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds*=off", "-cp");
    }

    @Test
    void startsAnotherJavaWithoutTheArchiveOfTheFirst(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).archiving();
        checkout.launch();
        awaitArchiving(checkout);

        checkout.jdkVersion("21.0.2").launch();

        assertThat(checkout.javaArguments()).noneMatch(argument -> argument.contains("SharedArchiveFile"));
    }

    @Test
    void startsWithoutAnArchiveWhenNoneCouldBeMade(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).archiving().set("FAKE_ARCHIVING_EXIT", "1");
        checkout.launch();
        awaitArchiving(checkout);

        Launch.Outcome second = checkout.launch();

        assertThat(second.messages()).isEmpty();
        assertThat(checkout.javaArguments()).noneMatch(argument -> argument.contains("SharedArchiveFile"));
    }

    @Test
    void archivesNoClassesWhenToldNotTo(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).set("CRYPTO_PIPELINE_CDS", "off");

        checkout.launch();

        assertThat(checkout.root().resolve("target/class-archive.log")).doesNotExist();
    }

    @Test
    void passesArgumentsThroughUnchanged(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);

        checkout.launch("run", "two words", "", "*", "$HOME", "--source=a\"b'c");

        assertThat(checkout.javaArguments())
                .endsWith(
                        "io.lakehouse.crypto.CryptoPipeline", "run", "two words", "", "*", "$HOME", "--source=a\"b'c");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 143})
    void endsWithTheExitCodeOfTheApplication(int exitCode, @TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder).set("FAKE_JAVA_EXIT", Integer.toString(exitCode));

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void putsTheUsersJavaOptionsAfterItsOwn(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder).set("CRYPTO_PIPELINE_JAVA_OPTS", "-Xmx4g  pom.*");

        checkout.launch();

        assertThat(checkout.javaArguments()).containsSubsequence("-Xmx2g", "-Xmx4g", "pom.*", "-cp");
    }

    @Test
    void leavesTheHeapToAUserWhoGivesAShareOfTheMemory(@TempDir Path folder) throws IOException {
        FakeCheckout checkout =
                FakeCheckout.builtIn(folder).set("CRYPTO_PIPELINE_JAVA_OPTS", "-XX:MaxRAMPercentage=50");

        checkout.launch();

        assertThat(checkout.javaArguments()).contains("-XX:MaxRAMPercentage=50").doesNotContain("-Xmx2g");
    }

    @Test
    void worksThroughRelativeLinksFromAnotherFolder(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Path work = Files.createDirectories(folder.toRealPath().resolve("my work/today"));
        Path target = Path.of("..").resolve(checkout.root().getFileName()).resolve("bin/crypto-pipeline");
        Files.createSymbolicLink(work.resolveSibling("first link"), target);
        Files.createSymbolicLink(work.resolve("second link"), Path.of("../first link"));

        try (Launch launch = checkout.startFrom(work, "./second link", "demo")) {
            assertThat(launch.outcome().exitCode()).isZero();
        }

        assertThat(checkout.mavenRuns()).isZero();
        assertThat(checkout.javaArguments()).contains(classPath(checkout), "demo");
        assertThat(checkout.javaSurroundings()).startsWith(work.toString());
    }

    @Test
    void bindsSparkToLoopback(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);

        checkout.launch();

        assertThat(checkout.javaSurroundings()).endsWith("127.0.0.1");
    }

    @Test
    void bindsSparkToTheAddressTheUserGives(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder).set("SPARK_LOCAL_IP", "10.0.0.7");

        checkout.launch();

        assertThat(checkout.javaSurroundings()).endsWith("10.0.0.7");
    }

    @Test
    void saysThatJavaIsMissing(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).unset("JAVA_HOME");

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot find Java: JAVA_HOME is not set and there is no java on the PATH."
                        + " Install a JDK 17 or 21, then set JAVA_HOME or put java on the PATH.");
    }

    @Test
    void saysThatJavaHomePointsToNoJdk(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).set("JAVA_HOME", "/no/such jdk");

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot find Java: JAVA_HOME does not point to a JDK, /no/such jdk has no executable bin/java."
                        + " Set JAVA_HOME to the folder of a JDK 17 or 21, or unset it to use the java on the PATH.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "11.0.22", "16", "22-ea", "25"})
    void refusesAJavaThatSparkCannotRunOn(String version, @TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).jdkVersion(version);

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot use Java %s at %s: Spark 3.5 runs on Java 17 to 21. %s"
                        .formatted(version, checkout.jdk().resolve("bin/java"), INSTALL_JDK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "17.0.15", "21.0.2", "21-ea"})
    void acceptsAJavaThatSparkRunsOn(String version, @TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).jdkVersion(version);

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void findsTheJdkBehindALinkedJavaOnThePath(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).unset("JAVA_HOME");
        Path alternative = folder.resolve("alternative java");
        Files.createSymbolicLink(alternative, checkout.jdk().resolve("bin/java"));
        Files.createSymbolicLink(checkout.tools().resolve("java"), alternative);

        checkout.launch();

        assertThat(checkout.mavenJavaHomes()).containsExactly(checkout.jdk().toString());
    }

    @Test
    void asksAJavaThatHasNoReleaseFileForItsVersionAndFolder(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).unset("JAVA_HOME").set("FAKE_JAVA_VERSION", "17.0.9");
        checkout.set("FAKE_JAVA_HOME", checkout.jdk().toString());
        Files.copy(checkout.jdk().resolve("bin/java"), checkout.tools().resolve("java"));

        checkout.launch();

        assertThat(checkout.mavenJavaHomes()).containsExactly(checkout.jdk().toString());
    }

    @Test
    void refusesAnOldJavaThatHasNoReleaseFile(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).set("FAKE_JAVA_VERSION", "1.8.0_392");
        Files.delete(checkout.jdk().resolve("release"));

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot use Java 1.8.0_392 at %s: Spark 3.5 runs on Java 17 to 21. %s"
                        .formatted(checkout.jdk().resolve("bin/java"), INSTALL_JDK));
    }

    @Test
    void saysThatAJreCannotBuild(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);
        Files.delete(checkout.javac());

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot build crypto-pipeline: the Java at %s is a JRE without bin/javac. %s"
                        .formatted(checkout.jdk(), INSTALL_JDK));
    }

    @Test
    void saysThatMavenIsMissing(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);
        Files.delete(checkout.mavenProgram());

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot find Maven: crypto-pipeline has to be built, but there is no mvn on the PATH."
                        + " Install Apache Maven 3.8.7 or newer and put its bin folder on the PATH.");
    }

    @Test
    void runsABuiltApplicationOnAJreWithoutMaven(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.delete(checkout.javac());
        Files.delete(checkout.mavenProgram());

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void runsJarsThatCameWithoutSources(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.builtIn(folder);
        Files.delete(checkout.root().resolve("pom.xml"));

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.messages()).isEmpty();
        assertThat(checkout.javaArguments()).contains(classPath(checkout));
    }

    @Test
    void saysThatTheCheckoutIsIncomplete(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);
        Files.delete(checkout.root().resolve("pom.xml"));

        Launch.Outcome outcome = checkout.launch();

        assertRefused(
                outcome,
                "Cannot start crypto-pipeline: neither %s nor a jar in %s exists."
                                .formatted(checkout.root().resolve("pom.xml"), checkout.app())
                        + " Start it from a complete checkout of the project.");
    }

    @Test
    void showsTheErrorsOfAFailedBuild(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).set("FAKE_MAVEN_EXIT", "7");

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.exitCode()).isOne();
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.messages())
                .containsExactly(
                        buildingMessage(checkout),
                        "  building lakehouse-core 1/2",
                        "  building crypto-pipeline 2/2",
                        "Cannot build crypto-pipeline: Maven failed with exit code 7. Last lines of %s:"
                                .formatted(checkout.log()),
                        "[ERROR] Prices.java:[3,7] cannot find symbol",
                        "[ERROR] Failed to execute goal compile -> [Help 1]");
        assertThat(checkout.javaArguments()).isEmpty();
    }

    @Test
    void buildsAgainAfterAFailedBuild(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder).set("FAKE_MAVEN_EXIT", "7");
        checkout.launch();

        Launch.Outcome outcome = checkout.unset("FAKE_MAVEN_EXIT").launch();

        assertThat(outcome.exitCode()).isZero();
        assertThat(checkout.mavenRuns()).isEqualTo(2);
    }

    @Test
    void stopsMavenWhenItIsTerminated(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder)
                .set("FAKE_MAVEN_GATE", folder.resolve("gate").toString());

        try (Launch launch = checkout.start()) {
            awaitMessage(launch, "  building lakehouse-core 1/2");
            launch.terminate();

            assertThat(launch.outcome()).isEqualTo(new Launch.Outcome(143, "", List.of()));
        }

        assertThat(checkout.isMavenAlive()).isFalse();
        assertThat(checkout.lock()).doesNotExist();
        assertThat(checkout.app()).doesNotExist();
    }

    @Test
    void waitsForAnotherBuildAndUsesItsResult(@TempDir Path folder) throws IOException {
        Path gate = folder.resolve("gate");
        FakeCheckout checkout = FakeCheckout.in(folder).set("FAKE_MAVEN_GATE", gate.toString());

        try (Launch first = checkout.start()) {
            awaitMessage(first, "  building lakehouse-core 1/2");
            try (Launch second = checkout.start()) {
                awaitMessage(
                        second,
                        "Waiting for another build of crypto-pipeline to finish (lock: %s; delete it if no build is running)"
                                .formatted(checkout.lock()));
                Files.createFile(gate);

                assertThat(second.outcome())
                        .isEqualTo(new Launch.Outcome(0, "{\"from\":\"application\"}\n", List.of()));
            }
            assertThat(first.outcome().exitCode()).isZero();
        }

        assertThat(checkout.mavenRuns()).isOne();
    }

    @Test
    void takesOverTheLockOfADeadProcess(@TempDir Path folder) throws IOException, InterruptedException {
        FakeCheckout checkout = FakeCheckout.in(folder);
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.lock());
        Files.createFile(checkout.lock().resolve(Long.toString(dead.pid())));

        Launch.Outcome outcome = checkout.launch();

        assertThat(outcome.messages()).startsWith(buildingMessage(checkout));
        assertThat(checkout.lock()).doesNotExist();
    }

    /** Waits for the process that archives classes, which leaves no folder behind. */
    private static void awaitArchiving(FakeCheckout checkout) throws IOException {
        while (checkout.archivingArguments().isEmpty() || isArchiving(checkout)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean isArchiving(FakeCheckout checkout) throws IOException {
        try (Stream<Path> files = Files.list(checkout.root().resolve("target"))) {
            return files.anyMatch(Files::isDirectory);
        }
    }

    private static void assertRefused(Launch.Outcome outcome, String message) {
        assertThat(outcome).isEqualTo(new Launch.Outcome(1, "", List.of(message)));
    }

    /** Reads messages until the given one; fails when the launcher ends without it. */
    private static void awaitMessage(Launch launch, String message) throws IOException {
        String next = launch.nextMessage();
        while (!next.equals(message)) {
            next = launch.nextMessage();
        }
    }

    private static String buildingMessage(FakeCheckout checkout) {
        return "Building crypto-pipeline (first run takes a few minutes while Maven downloads Spark; log: %s)"
                .formatted(checkout.log());
    }

    private static String classPath(FakeCheckout checkout) {
        return FakeCheckout.BUILT_JARS.stream()
                .map(jar -> checkout.app().resolve(jar).toString())
                .collect(Collectors.joining(":"));
    }
}
