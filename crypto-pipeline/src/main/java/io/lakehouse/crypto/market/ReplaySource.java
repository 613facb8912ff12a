package io.lakehouse.crypto.market;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Recorded payloads: files, or folders of {@code .json} and {@code .json.gz} files, a JSON array each. A file is a
 * batch, identified by its unpacked content, so that the same recording is the same batch wherever it lies.
 */
public final class ReplaySource implements MarketSource {

    private static final String PACKED = ".gz";

    private final List<Path> inputs;
    private final Optional<String> batchId;

    public ReplaySource(List<Path> inputs) {
        this(inputs, Optional.empty());
    }

    /**
     * A recording under a batch id of the caller's choice.
     *
     * @param batchId allowed if the inputs hold one payload; empty: the payloads are identified by their content
     */
    public ReplaySource(List<Path> inputs, Optional<String> batchId) {
        this.inputs = List.copyOf(inputs);
        this.batchId = batchId;
    }

    /**
     * All recordings, each content once.
     *
     * @throws IllegalArgumentException if there is a batch id, and not exactly one payload
     */
    @Override
    public List<Payload> payloads() {
        Map<String, Payload> byBatch = new LinkedHashMap<>();
        for (Path input : inputs) {
            for (Path file : files(input)) {
                Payload payload = payload(file);
                byBatch.putIfAbsent(payload.batchId(), payload);
            }
        }
        List<Payload> payloads = List.copyOf(byBatch.values());
        return batchId.map(id -> named(id, payloads)).orElse(payloads);
    }

    private static List<Payload> named(String batchId, List<Payload> payloads) {
        if (payloads.size() != 1) {
            throw new IllegalArgumentException("Invalid batch id '" + batchId + "': the inputs hold " + payloads.size()
                    + " payloads, and each needs its own. Replay one file, or leave the batch id out.");
        }
        Payload only = payloads.get(0);
        return List.of(new RecordedPayload(batchId, only.observedAt(), only.source(), only.records()));
    }

    private static List<Path> files(Path input) {
        if (!Files.exists(input)) {
            throw new InvalidPayloadException("Cannot read " + input + ": there is no such file or folder.");
        }
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        try (Stream<Path> entries = Files.list(input)) {
            List<Path> files = entries.filter(ReplaySource::isRecording)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new InvalidPayloadException(
                        "Cannot read " + input + ": the folder holds no .json or .json.gz file."
                                + " Name a folder with recorded payloads, or files.");
            }
            return files;
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + input + ": " + e + ".", e);
        }
    }

    private static boolean isRecording(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".json") || name.endsWith(".json" + PACKED);
    }

    private static Payload payload(Path file) {
        try {
            byte[] content = content(file);
            List<String> records = PayloadReader.read(content, file.toString());
            return new RecordedPayload(
                    "replay-" + digest(content),
                    observedAt(records),
                    file.getFileName().toString(),
                    records);
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + file + ": " + e + ".", e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (!file.getFileName().toString().endsWith(PACKED)) {
            return Files.readAllBytes(file);
        }
        try (InputStream packed = Files.newInputStream(file);
                InputStream content = new GZIPInputStream(packed)) {
            return content.readAllBytes();
        }
    }

    /**
     * The newest instant of its records that can have been; a recording without any, which Silver refuses whole,
     * describes none.
     */
    private static Instant observedAt(List<String> records) {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return records.stream()
                .flatMap(record -> MarketRecord.lastUpdated(record).stream())
                .filter(instant -> instant.isBefore(tomorrow))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
