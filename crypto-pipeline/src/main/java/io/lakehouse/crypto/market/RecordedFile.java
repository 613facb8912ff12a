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
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A recording that was checked and is read again when its records are asked for: as small as its name until then.
 *
 * @param batchId identifies the unpacked content
 */
record RecordedFile(String batchId, Instant observedAt, String path) implements Payload {

    static final String PACKED = ".gz";

    /** Reads a file whole, which checks it. What can be read only once, a pipe, is kept. */
    static Payload of(Path file) {
        byte[] content = content(file);
        List<String> records = PayloadReader.read(content, file.toString());
        RecordedFile recorded = new RecordedFile(batchId(content), observedAt(records), file.toString());
        return Files.isRegularFile(file)
                ? recorded
                : new RecordedPayload(recorded.batchId(), recorded.observedAt(), recorded.source(), records);
    }

    @Override
    public String source() {
        return Path.of(path).getFileName().toString();
    }

    /**
     * Reads the file again.
     *
     * @throws InvalidPayloadException if it holds something else by now
     */
    @Override
    public List<String> records() {
        byte[] content = content(Path.of(path));
        if (!batchId(content).equals(batchId)) {
            throw new InvalidPayloadException(
                    "Cannot read " + path + ": it has changed since it was checked. Run again when it stays as it is.");
        }
        return PayloadReader.read(content, path);
    }

    @Override
    public Payload materialized() {
        return new RecordedPayload(batchId, observedAt, source(), records());
    }

    private static byte[] content(Path file) {
        try {
            if (!file.getFileName().toString().endsWith(PACKED)) {
                return Files.readAllBytes(file);
            }
            try (InputStream packed = Files.newInputStream(file);
                    InputStream content = new GZIPInputStream(packed)) {
                return content.readAllBytes();
            }
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + file + ": " + e + ".", e);
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

    private static String batchId(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "replay-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
