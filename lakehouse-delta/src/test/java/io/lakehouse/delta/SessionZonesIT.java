package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zone of a session means what it means for the rows that come from it, and nothing for the verbs. */
@ExtendWith(LakehouseFixture.class)
class SessionZonesIT {

    /** Another day in New York, Kolkata and Apia than in UTC, at one of the two. */
    private static final String LATE = "2025-03-04T23:30:00Z";

    private static final String EARLY = "2025-03-05T00:30:00Z";

    private static SparkSession in(String zone, Lakehouse lake) {
        SparkSession session = lake.spark().newSession();
        session.conf().set("spark.sql.session.timeZone", zone);
        return session;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"})
    void aSourceFromAnySessionIsOfTheSameDay(String zone, Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", LATE, "1"), price("btc", EARLY, "1")));
        SparkSession theirs = in(zone, lake);

        UpsertResult result =
                table.upsert().execute(rows(theirs, List.of(price("btc", LATE, "2"), price("btc", EARLY, "1"))));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::rowsUnchanged)
                .containsExactly(0L, 1L, 1L);
        assertThat(contents(table)).containsExactly("btc " + LATE + " 2", "btc " + EARLY + " 1");
        assertThat(table.partitionValues(PARTITION_DATE))
                .containsExactlyInAnyOrder(LocalDate.parse("2025-03-04"), LocalDate.parse("2025-03-05"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"})
    void aLakehouseOnAnySessionHasTheSameRows(String zone, Lakehouse lake) {
        Lakehouse theirs = Lakehouse.on(in(zone, lake), lake.warehouse());
        LakehouseTable table = theirs.table(PRICES);
        table.upsert().execute(rows(theirs, price("btc", LATE, "1"), price("btc", EARLY, "1")));

        LakehouseTable ours = lake.table(PRICES);
        assertThat(ours.upsert()
                        .execute(rows(lake, price("btc", LATE, "1"), price("btc", EARLY, "1")))
                        .committed())
                .isFalse();
        RowFilter day = PARTITION_DATE.is(LocalDate.parse("2025-03-05"));
        assertThat(table.read(day).count()).isEqualTo(1);
        assertThat(table.delete(day.and(ID.is("btc"))).execute().rowsDeleted()).isEqualTo(1);
        assertThat(contents(ours)).containsExactly("btc " + LATE + " 1");
    }

    @Test
    void aZoneThatChangesAfterOpeningChangesNothing(Lakehouse lake) {
        SparkSession session = in("UTC", lake);
        LakehouseTable table = Lakehouse.on(session, lake.warehouse()).table(PRICES);
        table.upsert().execute(rows(session, List.of(price("btc", EARLY, "1"))));

        session.conf().set("spark.sql.session.timeZone", "America/New_York");

        assertThat(table.upsert()
                        .execute(rows(session, List.of(price("btc", EARLY, "1"))))
                        .committed())
                .isFalse();
    }

    @Test
    void rowsOfASourceMeanWhatTheyMeanInItsSession(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        SparkSession kolkata = in("Asia/Kolkata", lake);

        table.upsert()
                .execute(kolkata.sql("SELECT 'btc' id, TIMESTAMP'2025-03-05 03:00:00' last_updated,"
                        + " CAST(1 AS decimal(38,18)) price, TIMESTAMP'2025-03-05 03:00:00' ingested_at"));

        assertThat(contents(table)).containsExactly("btc 2025-03-04T21:30:00Z 1");
        assertThat(table.partitionValues(PARTITION_DATE)).containsExactly(LocalDate.parse("2025-03-04"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Paris", "Europe/Berlin", "America/New_York", "Asia/Kolkata"})
    void instantsThatAWriterOfAnotherZoneBoundedAreFound(String zone, Lakehouse lake) {
        Field<Instant> at = Field.timestamp("at").required("any");
        Field<Integer> value = Field.integer("value").optional("any");
        TableSpec spec = TableSpec.builder()
                .name("silver", "by_instant")
                .addFields(at, value)
                .addKeyFields(at)
                .build();
        LakehouseTable table = lake.table(spec);
        SparkSession theirs = in(zone, lake);
        List<String> instants = List.of("1900-01-01T00:00:00Z", "1753-01-01T00:00:00Z", "2025-07-01T00:00:00Z");
        instants.forEach(instant ->
                instants(theirs, instant).write().format("delta").mode("append").save(table.location()));

        instants.forEach(instant -> assertThat(
                        table.upsert().execute(instants(theirs, instant)).committed())
                .as(instant)
                .isFalse());
        RowFilter first = at.is(Instant.parse(instants.get(0)));
        assertThat(table.read(first).count()).isEqualTo(1);
        table.replace(first)
                .execute(instants(lake.spark(), instants.get(0))
                        .withColumn("value", value.col().plus(1)));
        assertThat(table.read().count()).isEqualTo(3);
        assertThat(table.delete(at.is(Instant.parse(instants.get(1)))).execute().rowsDeleted())
                .isEqualTo(1);
    }

    private static Dataset<Row> instants(SparkSession spark, String instant) {
        return spark.sql("SELECT TIMESTAMP'" + instant + "' at, 1 value");
    }
}
