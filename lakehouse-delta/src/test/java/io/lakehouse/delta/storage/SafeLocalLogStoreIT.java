package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** Two processes that commit to the same log at the same moment. */
class SafeLocalLogStoreIT {

    /** Each of these waits for the disk. */
    private static final int VERSIONS_ON_DISK = 1_000;

    private static final int VERSIONS_IN_MEMORY = 20_000;

    /** A folder of the build, because the folder for temporary files may be in memory. */
    static final class OnDisk implements TempDirFactory {

        private static final Path TARGET = Path.of(System.getProperty("lakehouse.root"), "lakehouse-delta", "target");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.createTempDirectory(Files.createDirectories(TARGET), "contest");
        }
    }

    /**
     * Where files are in memory, if this machine has such a place with room: there, versions are limited by the kernel
     * only. Otherwise a folder on the disk, where they take some minutes.
     */
    static final class InMemory implements TempDirFactory {

        private static final Path MEMORY = Path.of("/dev/shm");
        /** More than twice what the versions take. */
        private static final long BYTES_NEEDED = 200L << 20;

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= BYTES_NEEDED
                    ? Files.createTempDirectory(MEMORY, "contest")
                    : new OnDisk().createTempDirectory(element, test);
        }
    }

    @Test
    void ofTwoProcessesThatRaceForAVersionOneWriterHasIt(@TempDir(factory = InMemory.class) Path folder)
            throws Exception {
        requireEachVersionOnce(folder, VERSIONS_IN_MEMORY);
    }

    @Test
    void onADiskThatIsWaitedForToo(@TempDir(factory = OnDisk.class) Path folder) throws Exception {
        requireEachVersionOnce(folder, VERSIONS_ON_DISK);
    }

    private static void requireEachVersionOnce(Path folder, int versions) throws Exception {
        LogStoreContest.Outcome outcome =
                LogStoreContest.of(SafeLocalLogStore.class, folder, versions).run();

        assertThat(outcome.acknowledgedTwice()).isEmpty();
        assertThat(outcome.unacknowledged()).isEmpty();
        assertThat(outcome.foreign()).isEmpty();
        assertThat(outcome.wins().values())
                .as("versions that each process has won")
                .hasSize(LogStoreContest.PROCESSES)
                .allSatisfy(wins -> assertThat(wins).isPositive());
    }
}
