package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the Spark UI shows of a verb. */
@ExtendWith(LakehouseFixture.class)
class JobLabelIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    @Test
    void everyJobOfAVerbSaysWhatItIsFor(Lakehouse shared) throws TimeoutException {
        SparkSession spark = shared.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), "0");

        assertThat(jobsOfAnUpsert(Lakehouse.on(spark, shared.warehouse())))
                .containsExactly(
                        "upsert silver.prices: check the source",
                        "upsert silver.prices: find changes",
                        "upsert silver.prices: write");
    }

    @Test
    void aSmallUpsertNeedsOneJobForTheRowsOfTheCaller(Lakehouse lake) throws TimeoutException {
        assertThat(jobsOfAnUpsert(lake)).containsExactly("upsert silver.prices: check the source");
    }

    private static Set<String> jobsOfAnUpsert(Lakehouse lake) throws TimeoutException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1")));
        SparkContext context = lake.spark().sparkContext();
        Set<String> labels = new ConcurrentSkipListSet<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                labels.add(String.valueOf(start.properties().getProperty("spark.job.description")));
            }
        };
        context.listenerBus().waitUntilEmpty();
        context.addSparkListener(listener);

        table.upsert().execute(rows(lake, price("btc", NOON, "2")));

        context.listenerBus().waitUntilEmpty();
        context.removeSparkListener(listener);
        return labels;
    }

    @Test
    void theCallersOwnLabelComesBack(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        SparkContext context = lake.spark().sparkContext();
        context.setLocalProperty("spark.job.description", "nightly");

        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("nightly");
        context.setLocalProperty("spark.job.description", null);
    }
}
