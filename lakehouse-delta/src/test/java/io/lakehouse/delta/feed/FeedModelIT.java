package io.lakehouse.delta.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In whatever batches the events of a feed come, the table holds the rows or the versions that they give in their own
 * order. The system property {@code feed.seeds} says how many times {@link RandomFeed#FEEDS} random feeds are tried, from
 * the seed {@code feed.first}: {@code mvn verify -Dfeed.seeds=30}. The message of a failure names its seed.
 */
@ExtendWith(LakehouseFixture.class)
class FeedModelIT {

    private static final int THREADS = 2;

    @Test
    void everyFeedGivesTheStateOfItsTrueOrder(Lakehouse lake) throws Exception {
        run(lake, Long.getLong("feed.first", 2));
    }

    /** By queries, and one partition after the other. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "14k"})
    void soDoesEveryFeedOfLargerBatches(String oneTaskBytes, Lakehouse lake, @TempDir Path folder) throws Exception {
        SparkSession spark = lake.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);
        run(Lakehouse.on(spark, Warehouse.at(folder)), Long.getLong("feed.first", 2) + 1_000_000);
    }

    private static void run(Lakehouse lake, long first) throws InterruptedException {
        int seeds = Integer.getInteger("feed.seeds", 2);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> feeds = new ArrayList<>();
            for (long seed = first; seed < first + seeds; seed++) {
                long own = seed;
                feeds.add(threads.submit(() -> {
                    if (own % 3 == 0) {
                        new RandomHistory(lake, own).run();
                    } else {
                        new RandomFeed(lake, own).run();
                    }
                    // Delta keeps some megabytes for an hour of each log that it has read.
                    DeltaLog.clearCache();
                }));
            }
            List<String> failures = new ArrayList<>();
            for (int index = 0; index < seeds; index++) {
                try {
                    feeds.get(index).get();
                } catch (ExecutionException e) {
                    failures.add("seed " + (first + index) + ": " + e.getCause());
                }
            }
            assertThat(failures).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }
}
