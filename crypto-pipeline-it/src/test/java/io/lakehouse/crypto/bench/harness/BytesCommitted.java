package io.lakehouse.crypto.bench.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bytes of all files that the commits of a Delta table added, as its log tells. Of what a commit adds, as many bytes
 * as it removes have been written before: they are rewritten; the rest is new.
 *
 * @param ingested written for the first time
 * @param rewritten written once more
 */
public record BytesCommitted(long ingested, long rewritten) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static final BytesCommitted NONE = new BytesCommitted(0, 0);

    /** The sum of a table's commits, all of which its log must still hold. */
    public static BytesCommitted of(Path table) {
        try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
            List<Path> commits = files.filter(
                            file -> String.valueOf(file.getFileName()).matches("\\d{20}\\.json"))
                    .sorted()
                    .toList();
            BytesCommitted sum = NONE;
            for (int version = 0; version < commits.size(); version++) {
                if (!commits.get(version).endsWith(String.format("%020d.json", version))) {
                    throw new IllegalStateException(
                            "Cannot tell what " + table + " has written: its log lacks version " + version);
                }
                sum = sum.plus(commit(commits.get(version)));
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BytesCommitted commit(Path file) throws IOException {
        long added = 0;
        long removed = 0;
        for (String line : Files.readAllLines(file)) {
            JsonNode action = JSON.readTree(line);
            added += action.path("add").path("size").asLong();
            removed += action.path("remove").path("size").asLong();
        }
        long rewritten = Math.min(added, removed);
        return new BytesCommitted(added - rewritten, rewritten);
    }

    public BytesCommitted plus(BytesCommitted other) {
        return new BytesCommitted(ingested + other.ingested, rewritten + other.rewritten);
    }

    /** Bytes rewritten for each byte ingested. */
    public double amplification() {
        return (double) rewritten / ingested;
    }
}
