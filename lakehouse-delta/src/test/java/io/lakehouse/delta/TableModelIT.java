package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Whatever verbs in whatever order, the table holds what a map in memory holds. How many random sequences are tried is
 * the system property {@code model.seeds}, and they begin at the seed {@code model.first}: {@code mvn verify
 * -Dmodel.seeds=2000}. The message of a failure names its seed.
 */
@ExtendWith(LakehouseFixture.class)
class TableModelIT {

    private static final int THREADS = 2;

    @Test
    void everyRandomSequenceLeavesTheRowsOfTheModel(Lakehouse lake) throws Exception {
        leavesTheRowsOfTheModel(lake);
    }

    /**
     * Rows as few as these are else compared and written together, and not by queries, nor one partition after the
     * other.
     */
    @ParameterizedTest
    @ValueSource(strings = {"0", "4k"})
    void soDoesEverySequenceOfLargerBatches(String oneTaskBytes, Lakehouse lake, @TempDir Path folder)
            throws Exception {
        SparkSession spark = lake.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);

        leavesTheRowsOfTheModel(Lakehouse.on(spark, Warehouse.at(folder)));
    }

    private static void leavesTheRowsOfTheModel(Lakehouse lake) throws Exception {
        int seeds = Integer.getInteger("model.seeds", 4);
        long first = Long.getLong("model.first", 1);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> sequences = new ArrayList<>();
            for (long seed = first; seed < first + seeds; seed++) {
                long own = seed;
                sequences.add(threads.submit(() -> {
                    try {
                        // One in four is of a table without a key.
                        if (own % 4 == 3) {
                            new RandomAppends(lake, own).run();
                        } else {
                            new RandomUpserts(lake, own).run();
                        }
                    } finally {
                        // Delta keeps some megabytes for an hour of each log that it has read.
                        DeltaLog.clearCache();
                    }
                }));
            }
            List<String> failures = new ArrayList<>();
            for (int index = 0; index < seeds; index++) {
                try {
                    sequences.get(index).get();
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
