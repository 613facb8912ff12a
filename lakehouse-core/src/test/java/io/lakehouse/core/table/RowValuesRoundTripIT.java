package io.lakehouse.core.table;

import static io.lakehouse.core.table.EveryFieldType.LONG;
import static io.lakehouse.core.table.EveryFieldType.TIMESTAMP;
import static io.lakehouse.core.table.EveryFieldType.VALUES;
import static io.lakehouse.core.table.EveryFieldType.edgeDecimals;
import static io.lakehouse.core.table.FieldValues.edgeRows;
import static io.lakehouse.core.table.FieldValues.fieldsOf;
import static io.lakehouse.core.table.FieldValues.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.session.SessionSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever fits a field comes back from a dataset as it went in. How many seeds are tried is the system property {@code
 * model.seeds}, and they begin at {@code model.first}. The message of a failure names its seed.
 */
class RowValuesRoundTripIT {

    private static final int BATCHES_PER_SEED = 10;
    private static final int MAX_ROWS = 15;

    private static final List<Field<?>> FIELDS = fieldsOf(VALUES);
    private static final List<Field<?>> MADE = List.of(LONG, TIMESTAMP);

    private static @Nullable SparkSession spark;

    @BeforeAll
    static void openSession() {
        spark = SessionSpec.fromEnvironment("round-trip").local().open();
    }

    @AfterAll
    static void closeSession() {
        if (spark != null) {
            spark.stop();
        }
    }

    @Test
    void everyEdgeValueComesBackAsItWentIn() {
        List<RowValues> rows = edgeRows(VALUES);

        assertThat(roundTrip(FIELDS, rows)).isEqualTo(rows);
    }

    @Test
    void everyRandomValueComesBackAsItWentIn() {
        int seeds = Integer.getInteger("model.seeds", 4);
        long first = Long.getLong("model.first", 1);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                Random random = new Random(seed);
                for (int batch = 0; batch < BATCHES_PER_SEED; batch++) {
                    List<RowValues> rows = Stream.generate(() -> row(random, VALUES))
                            .limit(1 + random.nextInt(MAX_ROWS))
                            .toList();
                    assertThat(roundTrip(FIELDS, rows)).isEqualTo(rows);
                }
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Spark keeps decimals of up to 18 digits in another form than longer ones. */
    @Test
    void decimalsOfEveryPrecisionAndScaleComeBackAsTheyWentIn() {
        List<FieldValues<?>> decimals = new ArrayList<>();
        for (int precision = 1; precision <= 38; precision++) {
            for (int scale = 0; scale <= precision; scale++) {
                decimals.add(new FieldValues<>(
                        Field.decimal("decimal_" + precision + "_" + scale, precision, scale),
                        edgeDecimals(precision, scale),
                        RandomValues::decimal));
            }
        }
        List<RowValues> rows = edgeRows(decimals);

        assertThat(roundTrip(fieldsOf(decimals), rows)).isEqualTo(rows);
    }

    @Test
    void rowsMadeByExecutorsComeBackAsTheyWere() {
        SparkSession session = Objects.requireNonNull(spark);
        JavaRDD<RowValues> made = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1, 2, 3), 2)
                .map(number ->
                        RowValues.of(MADE).set(LONG, 1L * number).set(TIMESTAMP, Instant.EPOCH.plusNanos(7_000)));

        List<RowValues> back = RowValues.collect(RowValues.toDataset(session, MADE, made), MADE);

        assertThat(back).extracting(row -> row.get(LONG).orElseThrow()).containsExactly(1L, 2L, 3L);
        assertThat(back.get(0).get(TIMESTAMP)).contains(Instant.EPOCH.plusNanos(7_000));
    }

    @Test
    void aRowOfOtherFieldsMadeByAnExecutorFailsTheJob() {
        SparkSession session = Objects.requireNonNull(spark);
        JavaRDD<RowValues> made = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(1), 1)
                .map(number -> RowValues.of(FIELDS));

        assertThatThrownBy(() -> RowValues.toDataset(session, MADE, made).count())
                .hasMessageContaining("Invalid row: its fields are [string, ")
                .hasMessageContaining("], not [long, timestamp]");
    }

    private static List<RowValues> roundTrip(List<Field<?>> fields, List<RowValues> rows) {
        return RowValues.collect(RowValues.toDataset(Objects.requireNonNull(spark), fields, rows), fields);
    }
}
