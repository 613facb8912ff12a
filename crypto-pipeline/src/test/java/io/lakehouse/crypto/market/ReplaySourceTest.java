package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
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
    void rejectsAFileThatHasChangedSinceItWasChecked() throws IOException {
        Payload checked =
                new ReplaySource(List.of(write("a.json", MONDAY))).payloads().get(0);

        write("a.json", TUESDAY);

        assertThatThrownBy(checked::records)
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining("it has changed since it was checked");
    }

    @Test
    void materializesItsRecordsForOtherMachines() throws IOException {
        Path file = write("a.json", MONDAY);
        Payload payload = new ReplaySource(List.of(file)).payloads().get(0);

        Payload materialized = payload.materialized();
        Files.delete(file);

        assertThat(materialized.batchId()).isEqualTo(payload.batchId());
        assertThat(materialized.records()).hasSize(3);
    }

    @Test
    void describesTheInstantOfItsNewestRecord() throws IOException {
        Path monday = write("a.json", MONDAY);

        assertThat(new ReplaySource(List.of(monday)).payloads())
                .extracting(Payload::observedAt)
                .containsExactly(Instant.parse("2025-03-03T12:00:00Z"));
    }

    @Test
    void describesTheEpochIfNoRecordHasAnInstant() throws IOException {
        Path file = write("a.json", "[{\"id\":\"a\"}]");

        assertThat(new ReplaySource(List.of(file)).payloads())
                .extracting(Payload::observedAt)
                .containsExactly(Instant.EPOCH);
    }

    @Test
    void theSameContentIsTheSameBatchAtAnyPath() throws IOException {
        Path one = write("one.json", MONDAY);
        Path other = write("copies/other.json", MONDAY);

        assertThat(new ReplaySource(List.of(one, other)).payloads()).hasSize(1);
        assertThat(new ReplaySource(List.of(other)).payloads().get(0).batchId())
                .isEqualTo(new ReplaySource(List.of(one)).payloads().get(0).batchId());
    }

    @Test
    void rejectsAMissingPath() {
        Path missing = folder.resolve("missing.json");

        assertThatThrownBy(() -> new ReplaySource(List.of(missing)).payloads())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read " + missing + ": there is no such file or folder.");
    }

    @Test
    void rejectsAFolderWithoutPayloads() {
        assertThatThrownBy(() -> new ReplaySource(List.of(folder)).payloads())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("Cannot read " + folder
                        + ": the folder holds no .json or .json.gz file. Name a folder with recorded"
                        + " payloads, or files.");
    }

    @Test
    void decompressesRecordings() throws IOException {
        write("in/plain.json", MONDAY);
        compress("in/same.json.gz", MONDAY);
        compress("in/other.json.gz", TUESDAY);
        compress("in/notes.txt.gz", "not a payload");

        List<Payload> payloads = new ReplaySource(List.of(folder.resolve("in"))).payloads();

        assertThat(payloads).extracting(Payload::source).containsExactly("other.json.gz", "plain.json");
        assertThat(new ReplaySource(List.of(folder.resolve("in/same.json.gz")))
                        .payloads()
                        .get(0)
                        .batchId())
                .isEqualTo(payloads.get(1).batchId());
    }

    @Test
    void rejectsATruncatedCompressedRecording() throws IOException {
        Path compressed = compress("a.json.gz", MONDAY);
        byte[] content = Files.readAllBytes(compressed);
        Files.write(compressed, Arrays.copyOf(content, content.length / 2));

        assertThatThrownBy(() -> new ReplaySource(List.of(compressed)).payloads())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("Cannot read " + compressed + ": java.io.EOFException");
    }

    @Test
    void acceptsABatchIdForOnePayload() throws IOException {
        Path one = write("one.json", MONDAY);
        Path copy = write("copy.json", MONDAY);

        List<Payload> payloads = new ReplaySource(List.of(one, copy), Optional.of("monday")).payloads();

        assertThat(payloads).extracting(Payload::batchId).containsExactly("monday");
        assertThat(payloads.get(0).records()).hasSize(3);
    }

    @Test
    void rejectsABatchIdForSeveralPayloads() throws IOException {
        Path monday = write("monday.json", MONDAY);
        Path tuesday = write("tuesday.json", TUESDAY);

        assertThatThrownBy(() -> new ReplaySource(List.of(monday, tuesday), Optional.of("both")).payloads())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid batch id 'both': the inputs hold 2 payloads, and each needs its own id. Replay"
                        + " one file, or omit the batch id.");
    }

    private Path compress(String name, String content) throws IOException {
        Path file = write(name, "");
        try (OutputStream compressed = new GZIPOutputStream(Files.newOutputStream(file))) {
            compressed.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
