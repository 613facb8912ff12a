package io.lakehouse.delta.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.delta.JavaProcess;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Streams whose process is killed at random moments and started again apply every event once. How often it is killed is
 * the system property {@code feed.kills}: {@code mvn verify -Dfeed.kills=50}.
 */
@ExtendWith(LakehouseFixture.class)
class KilledStreamsIT {

    private static final int KEYS = 50;
    private static final int EVENTS_OF_A_FILE = 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Test
    void applyEveryEventOnce(Lakehouse lake) throws Exception {
        int kills = Integer.getInteger("feed.kills", 2);
        long seed = Long.getLong("feed.first", 1);
        Random random = new Random(seed);
        Path folder = Path.of(lake.warehouse().root().replace("file://", ""));
        List<Row> events = events(random, (3 + kills) * 2 * EVENTS_OF_A_FILE);
        for (int from = 0; from < events.size(); from += EVENTS_OF_A_FILE) {
            lake.spark()
                    .createDataFrame(
                            events.subList(from, from + EVENTS_OF_A_FILE), StructType.fromDDL(FeedStreams.SCHEMA))
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .parquet(folder.resolve(FeedStreams.IN).toString());
        }

        for (int kill = 0; kill < kills; kill++) {
            try (JavaProcess process = start(folder, kill)) {
                // The moment itself is what the test varies, so there is nothing to wait for.
                process.runsFor(Duration.ofMillis(5_000 + random.nextInt(5_000)));
            }
        }
        try (JavaProcess last = start(folder, kills)) {
            last.await(TIMEOUT);
        }

        assertThat(lake.existingTable(FeedStreams.APPENDED).read().collectAsList())
                .as("appended, seed %s", seed)
                .containsExactlyInAnyOrderElementsOf(events);
        assertThat(Customers.contents(lake.existingTable(Customers.CUSTOMERS)))
                .as("upserted, seed %s", seed)
                .isEqualTo(expected(events));
    }

    private static JavaProcess start(Path folder, int run) {
        return JavaProcess.start(FeedStreams.class, folder.resolve("output-" + run), List.of(folder.toString()));
    }

    /** Events in random order, each with an order of its own. */
    private static List<Row> events(Random random, int count) {
        List<Row> events = new ArrayList<>();
        for (long lsn = 0; lsn < count; lsn++) {
            boolean isDelete = random.nextInt(4) == 0;
            events.add(RowFactory.create(
                    isDelete ? "d" : "u", (long) random.nextInt(KEYS), isDelete ? null : "name" + lsn, null, lsn));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private static List<String> expected(List<Row> events) {
        Map<Long, Row> last = new TreeMap<>();
        events.forEach(event ->
                last.merge(event.getLong(1), event, (one, other) -> one.getLong(4) > other.getLong(4) ? one : other));
        return last.values().stream()
                .filter(event -> event.getString(0).equals("u"))
                .map(event -> event.getLong(1) + " " + event.getString(2) + " null " + event.getLong(4))
                .sorted()
                .toList();
    }
}
