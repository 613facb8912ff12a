package io.lakehouse.crypto.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recorded payloads from files, or from folders of {@code .json} and {@code .json.gz} files, with one JSON array per
 * file. A file is a batch, identified by its decompressed content, so that the same recording is the same batch at any
 * path.
 */
public final class ReplaySource implements MarketSource {

    private final List<Path> inputs;
    private final Optional<String> batchId;

    public ReplaySource(List<Path> inputs) {
        this(inputs, Optional.empty());
    }

    /**
     * Replays one recording with the given batch id.
     *
     * @param batchId allowed if the inputs hold exactly one payload; empty: payloads are identified by their content
     */
    public ReplaySource(List<Path> inputs, Optional<String> batchId) {
        this.inputs = List.copyOf(inputs);
        this.batchId = batchId;
    }

    /**
     * All recordings; files with the same content count once.
     *
     * @throws IllegalArgumentException if there is a batch id, but not exactly one payload
     */
    @Override
    public List<Payload> payloads() {
        List<Path> files =
                inputs.stream().flatMap(input -> files(input).stream()).toList();
        Map<String, Payload> byBatch = new LinkedHashMap<>();
        // Validates the files in parallel.
        files.parallelStream()
                .map(RecordedFile::of)
                .toList()
                .forEach(payload -> byBatch.putIfAbsent(payload.batchId(), payload));
        List<Payload> payloads = List.copyOf(byBatch.values());
        return batchId.map(id -> named(id, payloads)).orElse(payloads);
    }

    private static List<Payload> named(String batchId, List<Payload> payloads) {
        if (payloads.size() != 1) {
            throw new IllegalArgumentException("Invalid batch id '" + batchId + "': the inputs hold " + payloads.size()
                    + " payloads, and each needs its own id. Replay one file, or omit the batch id.");
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
        return name.endsWith(".json") || name.endsWith(".json" + RecordedFile.GZIP_SUFFIX);
    }
}
