package io.lakehouse.crypto.market;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Recorded payloads: files, or folders of {@code *.json} files, a JSON array each. A file is a batch, identified by its
 * content, so that the same recording is the same batch wherever it lies.
 */
public final class ReplaySource implements MarketSource {

    private final List<Path> inputs;

    public ReplaySource(List<Path> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public List<Payload> payloads() {
        Map<String, Payload> byBatch = new LinkedHashMap<>();
        for (Path input : inputs) {
            for (Path file : files(input)) {
                Payload payload = payload(file);
                byBatch.putIfAbsent(payload.batchId(), payload);
            }
        }
        return List.copyOf(byBatch.values());
    }

    private static List<Path> files(Path input) {
        if (!Files.exists(input)) {
            throw new InvalidPayloadException("Cannot read " + input + ": there is no such file or folder.");
        }
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        try (Stream<Path> entries = Files.list(input)) {
            List<Path> files = entries.filter(
                            entry -> entry.getFileName().toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new InvalidPayloadException("Cannot read " + input
                        + ": the folder holds no .json file. Name a folder with recorded payloads, or files.");
            }
            return files;
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + input + ": " + e + ".", e);
        }
    }

    private static Payload payload(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            List<JsonNode> records = PayloadReader.read(content, file.toString());
            return new Payload(
                    "replay-" + digest(content),
                    observedAt(records),
                    file.getFileName().toString(),
                    records);
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + file + ": " + e + ".", e);
        }
    }

    /** The newest instant of its records; a recording without any, which Silver refuses whole, describes none. */
    private static Instant observedAt(List<JsonNode> records) {
        return records.stream()
                .flatMap(record -> MarketRecord.lastUpdated(record).stream())
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
