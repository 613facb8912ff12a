package io.lakehouse.delta.spark;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class PinnedRowsIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    /** Of 40 bytes and more each, so that they fill some blocks in each of four partitions. */
    private static final int MANY = 100_000;

    @Test
    void areTheSameEachTime(Lakehouse lake) {
        Dataset<Row> random = random(lake.spark(), MANY);

        try (PinnedRows pinned = PinnedRows.of(random)) {
            List<Row> first = pinned.rows().collectAsList();

            assertThat(first).hasSize(MANY);
            assertThat(pinned.rows().collectAsList()).isEqualTo(first);
            assertThat(pinned.rows().filter(col("value").lt(0.5)).count())
                    .isEqualTo(
                            first.stream().filter(row -> row.getDouble(1) < 0.5).count());
        }
    }

    @Test
    void canBeJoinedWithThemselves(Lakehouse lake) {
        try (PinnedRows pinned = PinnedRows.of(random(lake.spark(), 1000))) {
            Dataset<Row> others = pinned.rows().withColumnRenamed("value", "other");

            assertThat(pinned.rows()
                            .join(others, "id")
                            .filter(col("value").equalTo(col("other")))
                            .count())
                    .isEqualTo(1000);
        }
    }

    @Test
    void areThoseOfNoOtherPinning(Lakehouse lake) {
        Dataset<Row> random = random(lake.spark(), 1000);
        PinnedRows first = PinnedRows.of(random);

        try (PinnedRows second = PinnedRows.of(random)) {
            List<Row> before = second.rows().collectAsList();
            first.close();

            assertThat(second.rows().collectAsList()).isEqualTo(before);
        }
    }

    @Test
    void areThoseOfTheMomentWhenTheyArePinned(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        Dataset<Row> read = table.read();

        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        try (PinnedRows pinned = PinnedRows.of(read)) {
            table.upsert().execute(rows(lake, price("eth", NOON, "2")));
            try (PinnedRows later = PinnedRows.of(read)) {
                assertThat(pinned.rows().count()).isEqualTo(1);
                assertThat(later.rows().count()).isEqualTo(2);
            }
        }
    }

    @Test
    @Timeout(60)
    void letTheCallerObserveThem(Lakehouse lake) throws InterruptedException {
        Observation observation = new Observation("source");
        Dataset<Row> observed =
                lake.spark().range(5).toDF().observe(observation, count(lit(1)).as("rows"));

        PinnedRows.of(observed.select("id")).close();

        assertThat(observation.getAsJava()).containsEntry("rows", 5L);
    }

    @Test
    @Timeout(60)
    void letTheCallerObserveWhatAVerbTakes(Lakehouse lake) throws InterruptedException {
        Observation observation = new Observation("batch");

        lake.table(PRICES)
                .upsert()
                .execute(rows(lake, price("btc", NOON, "1"))
                        .observe(observation, count(lit(1)).as("rows")));

        assertThat(observation.getAsJava()).containsEntry("rows", 1L);
    }

    @Test
    void areNotTakenForFewBecauseTheyCompressWell(Lakehouse lake) {
        Dataset<Row> alike = lake.spark().range(0, MANY, 1, 4).selectExpr("repeat('a', 1000) AS text");

        try (PinnedRows pinned = PinnedRows.of(alike)) {
            assertThat(pinned.isSmall()).isFalse();
        }
    }

    @Test
    void keepEveryType(Lakehouse lake) {
        Dataset<Row> rows = lake.spark().sql("""
                SELECT * FROM VALUES
                  (1, CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18)), 'text', X'00FF',
                   TIMESTAMP '2025-03-04 12:00:00.123456', DATE '2025-03-04', TRUE, array('a', NULL),
                   map('k', named_struct('x', 1.5D, 'y', array(1, 2)))),
                  (2, -0.000000000000000001, '', X'', TIMESTAMP '1900-01-01 00:00:00', DATE '0001-01-01', FALSE,
                   array(), map()),
                  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                  AS all(number, amount, text, bytes, at, day, flag, list, nested)""");

        try (PinnedRows pinned = PinnedRows.of(rows)) {
            assertThat(pinned.rows().schema()).isEqualTo(rows.schema());
            assertThat(pinned.rows()
                            .selectExpr("to_json(struct(*))", "bytes IS NULL")
                            .collectAsList())
                    .isEqualTo(rows.selectExpr("to_json(struct(*))", "bytes IS NULL")
                            .collectAsList());
        }
    }

    @Test
    void mayBeLongerThanABlock(Lakehouse lake) {
        Dataset<Row> rows = lake.spark().range(0, 5, 1, 2).selectExpr("id", "repeat(id, 1000000) AS text");

        try (PinnedRows pinned = PinnedRows.of(rows.toDF())) {
            assertThat(pinned.rows().filter("text = repeat(id, 1000000)").count())
                    .isEqualTo(5);
        }
    }

    @Test
    void mayBeNone(Lakehouse lake) {
        try (PinnedRows pinned = PinnedRows.of(random(lake.spark(), 10).limit(0))) {
            assertThat(pinned.rows().count()).isZero();
            assertThat(pinned.isSmall()).isTrue();
        }
    }

    @Test
    void areForOneTaskIfTheyAreFew(Lakehouse lake) {
        try (PinnedRows few = PinnedRows.of(random(lake.spark(), 1000));
                PinnedRows many = PinnedRows.of(random(lake.spark(), 3 * MANY))) {
            assertThat(few.isSmall()).isTrue();
            assertThat(few.rows().rdd().getNumPartitions()).isOne();
            assertThat(many.isSmall()).isFalse();
            assertThat(many.rows().rdd().getNumPartitions()).isEqualTo(4);
        }
    }

    @Test
    void leaveNothingBehind(Lakehouse lake) {
        Map<Integer, ?> before = persistent(lake.spark());

        PinnedRows.of(random(lake.spark(), 1000)).close();
        assertThatThrownBy(() -> PinnedRows.of(lake.spark().range(1).withColumn("bad", raise_error(lit("no row")))))
                .isInstanceOf(SparkException.class);

        assertThat(persistent(lake.spark())).isEqualTo(before);
    }

    private static Dataset<Row> random(SparkSession spark, int rows) {
        return spark.range(0, rows, 1, 4).withColumn("value", rand());
    }

    private static Map<Integer, ?> persistent(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).getPersistentRDDs();
    }
}
