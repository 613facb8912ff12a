package io.lakehouse.crypto.it;

import static io.lakehouse.crypto.it.LauncherExpectations.classPath;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code bin/crypto-pipeline} starts the application, and that it passes on what that gets and gives. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherStartIT {

    @Test
    void leavesStandardOutputToTheApplication(@TempDir Path folder) throws IOException {
        FakeCheckout checkout = FakeCheckout.in(folder);

        Launch.Outcome outcome = checkout.launch("health", "--json");

        assertThat(outcome.output()).isEqualTo("{\"from\":\"application\"}\n");
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
}
