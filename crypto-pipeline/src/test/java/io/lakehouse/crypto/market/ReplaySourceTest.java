package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySourceTest {

    private static final String MONDAY = "[{\"id\":\"a\",\"last_updated\":\"2025-03-03T10:00:00Z\"},"
            + "{\"id\":\"b\",\"last_updated\":\"2025-03-03T12:00:00Z\"},{\"id\":\"c\"}]";
    private static final String TUESDAY = "[{\"id\":\"a\",\"last_updated\":\"2025-03-04T10:00:00Z\"}]";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsFilesAndFoldersInOrder() throws IOException {
        Path tuesday = write("b.json", TUESDAY);
        write("in/2.json", MONDAY);
        write("in/notes.txt", "not a payload");

        List<Payload> payloads = new ReplaySource(List.of(tuesday, folder.resolve("in"))).payloads();

        assertThat(payloads).extracting(Payload::source).containsExactly("b.json", "2.json");
        assertThat(payloads).extracting(payload -> payload.records().size()).containsExactly(1, 3);
    }

    @Test
    void describesTheInstantOfItsNewestRecord() throws IOException {
        Path monday = write("a.json", MONDAY);

        assertThat(new ReplaySource(List.of(monday)).payloads())
                .extracting(Payload::observedAt)
                .containsExactly(Instant.parse("2025-03-03T12:00:00Z"));
    }

    @Test
    void describesNoInstantWhenNoRecordTells() throws IOException {
        Path file = write("a.json", "[{\"id\":\"a\"}]");

        assertThat(new ReplaySource(List.of(file)).payloads())
                .extracting(Payload::observedAt)
                .containsExactly(Instant.EPOCH);
    }

    @Test
    void theSameContentIsTheSameBatchWhereverItLies() throws IOException {
        Path one = write("one.json", MONDAY);
        Path other = write("copies/other.json", MONDAY);

        assertThat(new ReplaySource(List.of(one, other)).payloads()).hasSize(1);
        assertThat(new ReplaySource(List.of(other)).payloads().get(0).batchId())
                .isEqualTo(new ReplaySource(List.of(one)).payloads().get(0).batchId());
    }

    @Test
    void refusesAPathThatIsNotThere() {
        Path missing = folder.resolve("missing.json");

        assertThatThrownBy(() -> new ReplaySource(List.of(missing)).payloads())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read " + missing + ": there is no such file or folder.");
    }

    @Test
    void refusesAFolderWithoutPayloads() {
        assertThatThrownBy(() -> new ReplaySource(List.of(folder)).payloads())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read " + folder + ": the folder holds no .json file. Name a folder with recorded"
                        + " payloads, or files.");
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
