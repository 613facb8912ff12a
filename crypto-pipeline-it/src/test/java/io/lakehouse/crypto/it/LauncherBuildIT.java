package io.lakehouse.crypto.it;

import static io.lakehouse.crypto.it.LauncherExpectations.buildingMessage;
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

/** When {@code bin/crypto-pipeline} builds, what it says then, and what a build leaves. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherBuildIT {

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
}
