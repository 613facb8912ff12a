package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void replacesAFileAndCreatesItsFolder() {
        Path file = folder.resolve("new/report");
        AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "old"));

        AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "new"));

        assertThat(file).hasContent("new");
        assertThat(file.getParent()).isDirectoryContaining(each -> each.equals(file));
    }

    @Test
    void keepsTheOldFileAndNothingElseWhenTheContentFails() {
        Path file = folder.resolve("report");
        AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "old"));

        assertThatThrownBy(() -> AtomicFile.write(file, unfinished -> {
                    Files.writeString(unfinished, "half of the n");
                    throw new IOException("disk is full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Failed to write " + file + ": java.io.IOException: disk is full.");

        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("report");
    }

    @Test
    void leavesNothingWhenTheFileCannotBeReplaced() throws IOException {
        Path file = folder.resolve("report");
        Files.createDirectories(file.resolve("in the way"));

        assertThatThrownBy(() -> AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "new")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Failed to write " + file + ": ");

        assertThat(folder.toFile().list()).containsExactly("report");
    }
}
