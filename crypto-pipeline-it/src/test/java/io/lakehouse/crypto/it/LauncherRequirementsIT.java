package io.lakehouse.crypto.it;

import static io.lakehouse.crypto.it.LauncherExpectations.classPath;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/crypto-pipeline} needs of Java, Maven and sources, and what it says when that is missing. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherRequirementsIT {

    private static final String INSTALL_JDK = "Install a JDK 17 or 21 and set JAVA_HOME to its folder.";

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

    private static void assertRefused(Launch.Outcome outcome, String message) {
        assertThat(outcome).isEqualTo(new Launch.Outcome(1, "", List.of(message)));
    }
}
