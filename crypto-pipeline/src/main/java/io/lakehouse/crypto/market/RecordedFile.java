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
 * A recording that was validated and is read again when its records are requested, so that it takes no memory until
 * then.
 *
 * @param batchId identifies the decompressed content
 */
record RecordedFile(String batchId, Instant observedAt, String path) implements Payload {

    static final String GZIP_SUFFIX = ".gz";

    /**
     * Reads a file completely, which validates it. The records of a pipe are kept in memory, because a pipe can be read
     * only once.
     */
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
     * @throws InvalidPayloadException if its content has changed
     */
    @Override
    public List<String> records() {
        byte[] content = content(Path.of(path));
        if (!batchId(content).equals(batchId)) {
            throw new InvalidPayloadException("Cannot read " + path
                    + ": it has changed since it was checked. Run again when the file is complete.");
        }
        return PayloadReader.read(content, path);
    }

    @Override
    public Payload materialized() {
        return new RecordedPayload(batchId, observedAt, source(), records());
    }

    private static byte[] content(Path file) {
        try {
            if (!file.getFileName().toString().endsWith(GZIP_SUFFIX)) {
                return Files.readAllBytes(file);
            }
            try (InputStream compressed = Files.newInputStream(file);
                    InputStream content = new GZIPInputStream(compressed)) {
                return content.readAllBytes();
            }
        } catch (IOException e) {
            throw new InvalidPayloadException("Cannot read " + file + ": " + e + ".", e);
        }
    }

    /**
     * The newest plausible instant of the records. A recording without one, which Silver refuses completely, gets the
     * epoch.
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
