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
 * The bytes of all files that the commits of a Delta table added, according to its log. If a commit also removes files,
 * as many of the added bytes as it removes count as rewritten; the rest counts as ingested.
 *
 * @param ingested bytes written for the first time
 * @param rewritten bytes written again
 */
public record BytesCommitted(long ingested, long rewritten) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static final BytesCommitted NONE = new BytesCommitted(0, 0);

    /** The total over all commits of a table. The log must still contain all of them. */
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
