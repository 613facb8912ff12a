package io.lakehouse.delta;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that Java's types cannot hold: bytes that are no characters, and days that the Julian calendar or the zone of the
 * JVM skipped. A second upsert of the same rows finds them.
 */
@ExtendWith(LakehouseFixture.class)
class HostileKeysIT {

    private static final Field<String> TEXT = Field.string("text").required("any bytes");
    private static final Field<LocalDate> DAY = Field.date("day").required("any");
    private static final Field<Integer> VALUE = Field.integer("value").optional("any");

    private static final TableSpec BY_TEXT = TableSpec.builder()
            .name("silver", "by_text")
            .addFields(TEXT, VALUE)
            .addKeyFields(TEXT)
            .build();
    private static final TableSpec BY_DAY = TableSpec.builder()
            .name("silver", "by_day")
            .addFields(DAY, VALUE)
            .addKeyFields(DAY)
            .build();

    /** By the path of few rows, and by that of many. */
    private static Lakehouse lake(Lakehouse lake, String oneTaskBytes, Path folder) {
        SparkSession spark = lake.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);
        return Lakehouse.on(spark, Warehouse.at(folder));
    }

    private static Dataset<Row> texts(Lakehouse lake, int value, String... hex) {
        return lake.spark()
                .sql("SELECT cast(unhex(h) AS string) text, " + value + " value FROM values ('"
                        + String.join("'), ('", hex) + "') AS t(h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8m", "0"})
    void stringsOfBytesThatAreNoCharactersAreFoundAgain(String oneTaskBytes, Lakehouse shared, @TempDir Path folder) {
        Lakehouse lake = lake(shared, oneTaskBytes, folder);
        LakehouseTable table = lake.table(BY_TEXT);
        String[] keys = {"8062", "FF61", "61", "C3A9", "EFBFBD62", "F48FBFBF", "FFFF"};
        for (String key : keys) {
            table.upsert().execute(texts(lake, 1, key));
        }
        table.upsert().execute(texts(lake, 1, "8062", "FF61"));

        UpsertResult result = table.upsert().execute(texts(lake, 2, keys));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(0L, 7L);
        assertThat(table.upsert().execute(texts(lake, 2, keys)).committed()).isFalse();
        assertThat(table.read().count()).isEqualTo(7);
    }

    @Test
    void soAreLongOnesWhoseStatisticsAreCutShort(Lakehouse lake) {
        LakehouseTable table = lake.table(BY_TEXT);
        String[] keys = {"61".repeat(32) + "FFFFFFFF", "61".repeat(32) + "F48FBFBF61", "C3A9".repeat(40)};
        for (String key : keys) {
            table.upsert().execute(texts(lake, 1, key));
        }

        assertThat(table.upsert().execute(texts(lake, 1, keys)).committed()).isFalse();
        assertThat(table.upsert().execute(texts(lake, 1, keys[0])).committed()).isFalse();
    }

    @Test
    void soAreUnitsOfAReplacement(Lakehouse lake, @TempDir Path folder) {
        Lakehouse many = lake(lake, "0", folder);
        LakehouseTable table = many.table(
                TableSpec.builder().from(BY_TEXT).keyFields(java.util.List.of()).build());
        table.replace(VALUE.is(1)).eachBy(TEXT).execute(texts(many, 1, "8062", "FF61", "61"));

        Dataset<Row> changed = texts(many, 1, "8062").union(texts(many, 1, "8062", "61"));
        table.replace(VALUE.is(1)).eachBy(TEXT).execute(changed);

        assertThat(table.read().selectExpr("hex(text)").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("8062", "8062", "61");
    }

    @Test
    void asPartitionValuesTheyAreRefused(Lakehouse lake) {
        LakehouseTable table = lake.table(
                TableSpec.builder().from(BY_TEXT).addPartitionFields(TEXT).build());

        assertThatThrownBy(() -> table.upsert().execute(texts(lake, 1, "8062", "61")))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining(
                        "into partition field text of silver.by_text: it contains invalid UTF-8, which a folder"
                                + " name cannot preserve");
        assertThat(table.state().version()).isZero();
    }

    private static Dataset<Row> days(Lakehouse lake, int value, String... days) {
        return lake.spark()
                .sql("SELECT day, " + value + " value FROM values (DATE'" + String.join("'), (DATE'", days)
                        + "') AS t(day)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8m", "0"})
    void daysThatTheJulianCalendarLacksAreFoundAgain(String oneTaskBytes, Lakehouse shared, @TempDir Path folder) {
        Lakehouse lake = lake(shared, oneTaskBytes, folder);
        LakehouseTable table = lake.table(BY_DAY);
        String[] days = {"1582-10-04", "1582-10-05", "1582-10-10", "1582-10-14", "1582-10-15", "0001-01-01"};
        for (String day : days) {
            table.upsert().execute(days(lake, 1, day));
        }

        UpsertResult result = table.upsert().execute(days(lake, 2, days));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(0L, 6L);
        assertThat(table.upsert().execute(days(lake, 2, "1582-10-10")).committed())
                .isFalse();
        assertThat(table.delete(DAY.is(LocalDate.parse("1582-10-10"))).execute().rowsDeleted())
                .isEqualTo(1);
        assertThat(table.read(DAY.is(LocalDate.parse("1582-10-05"))).count()).isEqualTo(1);
    }

    @Test
    void soTheyAreAsInstantsAndAsPartitions(Lakehouse lake) {
        Field<java.time.Instant> at = Field.timestamp("at").required("any");
        Field<LocalDate> day = Field.date("day").derivedFrom(at, functions::to_date);
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "by_instant")
                .addFields(at, VALUE, day)
                .addKeyFields(at)
                .addPartitionFields(day)
                .build());
        Dataset<Row> rows = days(lake, 1, "1582-10-04", "1582-10-09", "1582-10-15")
                .select(expr("cast(day AS timestamp) at"), VALUE.col());
        table.upsert().execute(rows);

        assertThat(table.upsert().execute(rows).committed()).isFalse();
        assertThat(table.partitionValues(day))
                .containsExactlyInAnyOrder(
                        LocalDate.parse("1582-10-04"), LocalDate.parse("1582-10-09"), LocalDate.parse("1582-10-15"));
    }

    @Test
    void aDayThatTheZoneOfTheJvmSkippedIsFoundAgain(Lakehouse lake) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
        try {
            LakehouseTable table = lake.table(BY_DAY);
            for (String day : new String[] {"2011-12-29", "2011-12-30", "2011-12-31"}) {
                table.upsert().execute(days(lake, 1, day));
            }

            assertThat(table.upsert()
                            .execute(days(lake, 1, "2011-12-30", "2011-12-31"))
                            .committed())
                    .isFalse();
            assertThat(table.delete(DAY.is(LocalDate.parse("2011-12-30")))
                            .execute()
                            .rowsDeleted())
                    .isEqualTo(1);
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
