package io.lakehouse.crypto.it;

import static io.lakehouse.crypto.it.LauncherExpectations.classPath;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that {@code bin/crypto-pipeline} makes after a build, for faster starts. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherArchiveIT {

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
}
