package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeLocalLogStoreTest {

    private static final int WRITERS = 4;
    private static final int VERSIONS = 500;

    private final Configuration configuration = new Configuration();
    private final SafeLocalLogStore store = new SafeLocalLogStore(configuration);

    @TempDir
    java.nio.file.Path folder;

    private Path file(String name) {
        return new Path(folder.toUri().toString(), name);
    }

    private void write(String name, boolean overwrite, String... lines) throws IOException {
        store.write(file(name), List.of(lines).iterator(), overwrite, configuration);
    }

    private List<String> read(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        store.read(file(name), configuration).forEachRemaining(lines::add);
        return lines;
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        write("1.json", false, "{\"a\": \"ä\"}", "{}");

        assertThat(read("1.json")).containsExactly("{\"a\": \"ä\"}", "{}");
        assertThat(folder.toFile().list()).as("nothing is left beside it").containsExactly("1.json");
    }

    @Test
    void refusesAFileThatIsThereUnlessItMayBeReplaced() throws IOException {
        write("1.json", false, "first");

        assertThatThrownBy(() -> write("1.json", false, "second")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read("1.json")).containsExactly("first");

        write("1.json", true, "third");
        assertThat(read("1.json")).containsExactly("third");
    }

    @Test
    void ofWritersThatRaceForAVersionOneIsTold() throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        AtomicInteger lost = new AtomicInteger();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<List<String>>> futures = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "writer " + writer;
                futures.add(writers.submit(() -> {
                    // A store of its own, as another process has one.
                    SafeLocalLogStore own = new SafeLocalLogStore(configuration);
                    List<String> won = new ArrayList<>();
                    for (int version = 0; version < VERSIONS; version++) {
                        start.await();
                        try {
                            own.write(file(version + ".json"), List.of(name).iterator(), false, configuration);
                            won.add(version + " " + name);
                        } catch (FileAlreadyExistsException e) {
                            lost.incrementAndGet();
                        }
                    }
                    return won;
                }));
            }
            List<String> told = new ArrayList<>();
            for (Future<List<String>> future : futures) {
                told.addAll(future.get());
            }
            List<String> written = new ArrayList<>();
            for (int version = 0; version < VERSIONS; version++) {
                written.add(version + " " + read(version + ".json").get(0));
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(written);
            assertThat(lost).hasValue((WRITERS - 1) * VERSIONS);
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void listsFromANameOnInOrder() throws IOException {
        for (String name : List.of("3.json", "1.json", "2.json", ".4.json.crc")) {
            Files.writeString(folder.resolve(name), "x");
        }

        Iterator<FileStatus> listing = store.listFrom(file("2.json"), configuration);

        List<FileStatus> files = new ArrayList<>();
        listing.forEachRemaining(files::add);
        assertThat(files).extracting(file -> file.getPath().getName()).containsExactly("2.json", "3.json");
        assertThat(files.get(0))
                .isEqualTo(LocalFileSystem.getLocal(configuration).getFileStatus(file("2.json")))
                .extracting(FileStatus::getLen, FileStatus::isDirectory)
                .containsExactly(1L, false);
        assertThat(files.get(0).getModificationTime())
                .isEqualTo(Files.getLastModifiedTime(folder.resolve("2.json")).toMillis());
    }

    @Test
    void leavesOutWhatIsDeletedWhileItLists() throws IOException {
        Files.writeString(folder.resolve("1.json"), "x");
        Files.writeString(folder.resolve("2.json"), "x");

        Iterator<FileStatus> listing = store.listFrom(file("0.json"), configuration);
        Files.delete(folder.resolve("2.json"));

        assertThat(listing.next().getPath().getName()).isEqualTo("1.json");
        assertThat(listing.hasNext()).isFalse();
    }

    @Test
    void tellsWhatIsMissing() {
        assertThatThrownBy(() -> store.read(file("1.json"), configuration)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> store.listFrom(new Path(file("no folder"), "1.json"), configuration))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void aChecksumOfAnotherStoreDoesNotSpoilTheFile() throws IOException {
        LocalFileSystem hadoop = LocalFileSystem.getLocal(configuration);
        try (var out = hadoop.create(file("_last_checkpoint"))) {
            out.writeUTF("by Hadoop, with a checksum beside it");
        }

        write("_last_checkpoint", true, "ours");

        try (var in = hadoop.open(file("_last_checkpoint"))) {
            assertThat(in.readAllBytes()).asString().isEqualTo("ours\n");
        }
    }
}
