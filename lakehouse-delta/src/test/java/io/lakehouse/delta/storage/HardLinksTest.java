package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.UnsafeStorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardLinksTest {

    @TempDir
    private Path folder = Path.of("");

    private void assertRefused(HardLinks.Linker linker, String flaw) throws IOException {
        assertThatThrownBy(() -> new HardLinks(linker).requireIn(folder))
                .isExactlyInstanceOf(UnsafeStorageException.class)
                .hasMessage("Cannot commit to " + folder + ": its file system ("
                        + Files.getFileStore(folder).type() + ") " + flaw
                        + ", so two processes could lose a commit or see half of one. Put the warehouse on another"
                        + " disk; if only one process ever writes there, set"
                        + " spark.delta.logStore.file.impl=io.delta.storage.LocalLogStore.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void linksOfThisDiskAreProven() throws IOException {
        HardLinks.ofSystem().requireIn(folder);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderIsTriedOnce() throws IOException {
        AtomicInteger links = new AtomicInteger();
        HardLinks counted = new HardLinks((name, file) -> {
            links.incrementAndGet();
            Files.createLink(name, file);
        });

        counted.requireIn(folder);
        counted.requireIn(folder);

        assertThat(links).hasValue(2);
        counted.requireIn(Files.createDirectory(folder.resolve("other")));
        assertThat(links).hasValue(4);
    }

    @Test
    void aDiskWithoutLinksIsRefused() throws IOException {
        assertRefused(
                (name, file) -> {
                    throw new FileSystemException(name.toString(), file.toString(), "Operation not permitted");
                },
                "does not support hard links (Operation not permitted)");
        assertRefused(
                (name, file) -> {
                    throw new UnsupportedOperationException();
                },
                "does not support hard links (UnsupportedOperationException)");
    }

    @Test
    void aDiskThatCopiesInsteadIsRefused() throws IOException {
        assertRefused((name, file) -> Files.copy(file, name), "copies files instead of linking them");
    }

    @Test
    void aDiskWhoseSecondLinkWinsIsRefused() throws IOException {
        assertRefused(
                (name, file) -> {
                    Files.deleteIfExists(name);
                    Files.createLink(name, file);
                },
                "lets a link replace an existing file");
    }

    @Test
    void aFullDiskIsNoFlawOfTheDisk() {
        HardLinks full = new HardLinks((name, file) -> {
            throw new FileSystemException(name.toString(), file.toString(), "No space left on device");
        });

        assertThatThrownBy(() -> full.requireIn(folder))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("No space left on device");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLinkWhoseAnswerWasLostIsOurs() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "1");
        HardLinks forgetful = new HardLinks((name, of) -> {
            Files.createLink(name, of);
            throw new FileAlreadyExistsException(name.toString());
        });

        forgetful.create(folder.resolve("name"), file);

        assertThat(folder.resolve("name")).hasContent("1");
    }

    @Test
    void aFolderThatIsGoneIsNoFlawOfTheDisk() {
        assertThatThrownBy(() -> HardLinks.ofSystem().requireIn(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aCommitToADiskWithoutLinksLeavesNothing() {
        SafeLocalLogStore store = new SafeLocalLogStore(new Configuration(), new HardLinks((name, file) -> {
            throw new FileSystemException(name.toString(), file.toString(), "Operation not supported");
        }));
        org.apache.hadoop.fs.Path commit =
                new org.apache.hadoop.fs.Path(folder.resolve("1.json").toUri());

        assertThatThrownBy(() -> store.write(commit, List.of("{}").iterator(), false, new Configuration()))
                .isExactlyInstanceOf(UnsafeStorageException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLinkNeverReplacesAFile() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "1");
        Path second = Files.writeString(folder.resolve("second"), "2");
        HardLinks links = HardLinks.ofSystem();
        links.create(folder.resolve("name"), first);

        assertThatThrownBy(() -> links.create(folder.resolve("name"), second))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(folder.resolve("name")).hasContent("1");
    }
}
