package io.lakehouse.crypto.it;

import static io.lakehouse.crypto.it.LauncherExpectations.buildingMessage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Only one {@code bin/crypto-pipeline} builds at a time, and none leaves its lock or its Maven behind. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherLockIT {

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
                        ("Waiting for another build of crypto-pipeline to finish"
                                        + " (lock: %s; delete it if no build is running)")
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

    /** Reads messages until the given one; fails when the launcher ends without it. */
    private static void awaitMessage(Launch launch, String message) throws IOException {
        String next = launch.nextMessage();
        while (!next.equals(message)) {
            next = launch.nextMessage();
        }
    }
}
