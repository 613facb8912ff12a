package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.TableCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two processes, each with a session of its own, that create the same tables and write to them at the same moment. */
@ExtendWith(LakehouseFixture.class)
class TwoProcessesIT {

    private static final Duration TIMEOUT = SharedBarrier.PATIENCE;
    private static final int COMMITS = TableWriters.PROCESSES * TableWriters.WRITERS * TableWriters.ROUNDS;

    @Test
    void everyAcknowledgedRowIsThereOnce(Lakehouse lake) throws Exception {
        Path folder = Path.of(lake.warehouse().root().replace("file://", ""));
        try (JavaProcess first = start(folder, 0);
                JavaProcess second = start(folder, 1)) {
            first.await(TIMEOUT);
            second.await(TIMEOUT);
        }

        LakehouseTable appended = lake.existingTable(TableWriters.APPENDED);
        LakehouseTable upserted = lake.existingTable(PRICES);
        assertThat(rows(appended)).isEqualTo(acknowledged(folder, "appended"));
        assertThat(rows(upserted).stream().filter(row -> !row.startsWith("shared ")))
                .containsExactlyElementsOf(acknowledged(folder, "upserted"));
        assertThat(rows(upserted))
                .as("the row that every writer had is there once")
                .containsOnlyOnce("shared 2025-03-09T00:00:00Z");
        assertThat(versions(appended))
                .as("the table's creation, then a version for each acknowledged one")
                .isEqualTo(LongStream.rangeClosed(0, COMMITS).boxed().toList())
                .containsAll(acknowledgedVersions(folder, "appended"));
        assertThat(versions(upserted))
                .isEqualTo(LongStream.rangeClosed(0, COMMITS).boxed().toList())
                .containsAll(acknowledgedVersions(folder, "upserted"));
    }

    private static JavaProcess start(Path folder, int process) {
        return JavaProcess.start(
                TableWriters.class, folder.resolve("output-" + process), List.of(folder.toString(), "" + process));
    }

    private static List<String> rows(LakehouseTable table) {
        return Prices.contents(table).stream()
                .map(row -> row.substring(0, row.lastIndexOf(' ')))
                .toList();
    }

    private static List<Long> versions(LakehouseTable table) {
        return table.history(1_000).stream().map(TableCommit::version).sorted().toList();
    }

    /** The rows that the processes were told are in a table, sorted. */
    private static List<String> acknowledged(Path folder, String table) throws IOException {
        return lines(folder, table).stream()
                .map(words -> words[1] + " " + words[2])
                .sorted()
                .toList();
    }

    private static List<Long> acknowledgedVersions(Path folder, String table) throws IOException {
        List<Long> versions = lines(folder, table).stream()
                .map(words -> Long.valueOf(words[3]))
                .toList();
        assertThat(versions).hasSize(COMMITS).doesNotHaveDuplicates();
        return versions;
    }

    private static List<String[]> lines(Path folder, String table) throws IOException {
        List<String[]> lines = new ArrayList<>();
        for (int process = 0; process < TableWriters.PROCESSES; process++) {
            for (String line : Files.readAllLines(folder.resolve(TableWriters.ACKNOWLEDGED + process))) {
                String[] words = line.split(" ", -1);
                if (words[0].equals(table)) {
                    lines.add(words);
                }
            }
        }
        return lines;
    }
}
