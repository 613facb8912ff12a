package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files that cannot hold a key are not read, and files that can are. */
@ExtendWith(LakehouseFixture.class)
class UpsertPruningIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    @Test
    void aBatchForOneOf365DaysReadsTheFilesOfThatDayOnly(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        List<RowValues> year = IntStream.range(0, 365)
                .mapToObj(day -> price("btc", LocalDate.parse("2024-06-01").plusDays(day) + "T12:00:00Z", "1"))
                .toList();
        table.upsert().execute(rows(lake.spark(), year));

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", NOON, "2"), price("eth", NOON, "3")));

        assertThat(result)
                .extracting(UpsertResult::filesScanned, UpsertResult::filesRemoved, UpsertResult::filesAdded)
                .containsExactly(1L, 1L, 1L);
        assertThat(table.history(1).get(0).metrics())
                .contains(entry("numTargetFilesRemoved", "1"), entry("numTargetFilesAdded", "1"));
    }

    @Test
    void aBatchOfNewKeysRewritesNoFile(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        UpsertResult result = table.upsert().execute(rows(lake, price("zec", NOON, "2")));

        assertThat(result)
                .extracting(UpsertResult::filesScanned, UpsertResult::filesRemoved, UpsertResult::filesAdded)
                .containsExactly(0L, 0L, 1L);
    }

    @Test
    void findsAnInstantThatTheStatisticsHoldToTheMillisecondOnly(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        String instant = "2025-03-04T12:00:00.000999Z";
        table.upsert().execute(rows(lake, price("btc", instant, "1")));

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", instant, "2")));

        assertThat(result.rowsUpdated()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("btc " + instant + " 2");
    }

    @Test
    void findsAKeyThatTheStatisticsCutShort(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        String id = "z".repeat(40) + "\uD83D\uDE80 coin";
        table.upsert().execute(rows(lake, price(id, NOON, "1")));

        UpsertResult result = table.upsert().execute(rows(lake, price(id, NOON, "2")));

        assertThat(result.rowsUpdated()).isEqualTo(1);
        assertThat(contents(table)).containsExactly(id + " " + NOON + " 2");
    }

    @Test
    void findsRowsInThePartitionOfNull(Lakehouse lake) {
        Field<String> key = Field.string("key").required("key");
        Field<String> region = Field.string("region")
                .derivedFrom(key, column -> functions.when(column.startsWith("eu"), "eu"))
                .optional("NULL elsewhere");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "regions")
                .addFields(key, region, Field.bigint("n"))
                .addKeyFields(key)
                .addPartitionFields(region)
                .build());
        table.upsert().execute(lake.spark().sql("select 'eu1' key, 1L n union all select 'us1', 2L"));

        UpsertResult result = table.upsert().execute(lake.spark().sql("select 'us1' key, 3L n"));

        assertThat(result)
                .extracting(UpsertResult::filesScanned, UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 0L, 1L);
        assertThat(table.state().rows()).isEqualTo(2);
    }

    @Test
    void aChangeToNullAndFromNullIsAChange(Lakehouse lake) {
        Field<Long> number = Field.bigint("n");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "numbers")
                .addFields(ID, number)
                .addKeyFields(ID)
                .build());
        table.upsert().execute(lake.spark().sql("select 'a' id, 1L n union all select 'b', cast(null as bigint)"));

        UpsertResult result = table.upsert()
                .execute(lake.spark().sql("select 'a' id, cast(null as bigint) n union all select 'b', 1L"));

        assertThat(result.rowsUpdated()).isEqualTo(2);
    }

    @Test
    void refusesToGoOnWithATableThatHoldsAKeyTwice(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.read().write().format("delta").mode("append").save(table.location());

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))))
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage("Cannot upsert into silver.prices: the table itself has 2 rows that share 1 keys (id,"
                        + " last_updated), for example (btc, 2025-03-04 12:00:00). Remove the duplicates first, or"
                        + " declare another key.");
    }

    @Test
    void aPlanOfNoRowsReadsNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        assertThat(table.upsert().plan(rows(lake)))
                .extracting(WritePlan::isEmpty, WritePlan::reason)
                .containsExactly(true, "there are no rows");
    }

    @Test
    void planSaysWhichFilesAndWhyAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1")));

        WritePlan plan = table.upsert()
                .latestBy(INGESTED_AT)
                .plan(rows(lake, price("btc", NOON, "2"), price("ada", NOON, "1"), price("eth", NOON, "1")));

        assertThat(plan)
                .extracting(WritePlan::version, WritePlan::rowsToWrite, WritePlan::rowsToRemove, WritePlan::reason)
                .containsExactly(1L, 2L, 1L, "these files contain a row that changes");
        assertThat(plan.filesToReplace()).singleElement().asString().startsWith("partition_date=2025-03-04/");
        assertThat(plan.bytesToRewrite()).isPositive();
        assertThat(table.upsert().plan(rows(lake, price("eth", NOON, "1"))))
                .extracting(WritePlan::isEmpty, WritePlan::reason)
                .containsExactly(true, "the table already contains every row");
        assertThat(table.state().version()).isEqualTo(1);
    }
}
