package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** By queries, and in the memory of this process. */
@ExtendWith(LakehouseFixture.class)
@ParameterizedClass
@ValueSource(strings = {"8m", "0"})
class ReplaceIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";
    private static final RowFilter FIRST_DAY = PARTITION_DATE.is(LocalDate.parse("2025-03-04"));

    private final String oneTaskBytes;

    @TempDir
    private Path folder;

    ReplaceIT(String oneTaskBytes) {
        this.oneTaskBytes = oneTaskBytes;
    }

    private Lakehouse lake(Lakehouse shared) {
        SparkSession spark = shared.spark().newSession();
        spark.conf().set(DeltaSettings.ONE_TASK_BYTES.key(), oneTaskBytes);
        return Lakehouse.on(spark, Warehouse.at(folder));
    }

    @Test
    void replacesAPartitionAndLeavesTheOthers(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.upsert()
                .execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2"), price("btc", NEXT_DAY, "3")));

        ReplaceResult result = table.replace(FIRST_DAY).execute(rows(lake, price("ada", NOON, "4")));

        assertThat(result)
                .extracting(
                        ReplaceResult::rowsWritten,
                        ReplaceResult::rowsRemoved,
                        ReplaceResult::filesAdded,
                        ReplaceResult::filesRemoved)
                .containsExactly(1L, 2L, 1L, 1L);
        assertThat(contents(table)).containsExactly("ada " + NOON + " 4", "btc " + NEXT_DAY + " 3");
    }

    @Test
    void countsRowsThatTheTableHoldsAlready(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        ReplaceResult again =
                table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        assertThat(again)
                .extracting(ReplaceResult::committed, ReplaceResult::rowsWritten, ReplaceResult::rowsUnchanged)
                .containsExactly(false, 0L, 2L);
    }

    @Test
    void leavesUnitsThatDidNotChangeAsTheyAre(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));
        Dataset<Row> next = rows(
                lake,
                price("btc", NOON, "1", "2025-03-05T00:00:00Z"),
                price("eth", NOON, "3", "2025-03-05T00:00:00Z"),
                price("ada", NOON, "4", "2025-03-05T00:00:00Z"));
        Replace replace =
                table.replace(FIRST_DAY).ignoringChangesIn(INGESTED_AT).eachBy(ID);

        WritePlan plan = replace.plan(next);
        ReplaceResult result = replace.execute(next);

        assertThat(plan.rowsToWrite()).isEqualTo(2);
        assertThat(result)
                .extracting(ReplaceResult::rowsWritten, ReplaceResult::rowsUnchanged, ReplaceResult::rowsRemoved)
                .containsExactly(2L, 1L, 1L);
        assertThat(contents(table)).containsExactly("ada " + NOON + " 4", "btc " + NOON + " 1", "eth " + NOON + " 3");
        assertThat(table.read()
                        .filter(ID.is("btc").toColumn())
                        .select(INGESTED_AT.col())
                        .collectAsList()
                        .toString())
                .doesNotContain("2025-03-05");
        assertThat(replace.execute(next).committed()).isFalse();
    }

    @Test
    void unitsNeedARequiredField(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        assertThatThrownBy(() -> lake.table(PRICES).replace(FIRST_DAY).eachBy(PRICE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid field price to group rows of silver.prices by: it is optional, and NULL equals"
                        + " nothing. Use a required field.");
    }

    @Test
    void keepsRowsBesideTheMatchedOnesInTheSameFile(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        ReplaceResult result = table.replace(FIRST_DAY.and(ID.is("eth"))).execute(rows(lake, price("eth", NOON, "9")));

        assertThat(result.rowsRemoved()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "eth " + NOON + " 9");
    }

    @Test
    void commitsNothingWhenTheTableHoldsExactlyTheseRows(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1", "2025-03-04T13:00:00Z")));

        ReplaceResult result = table.replace(FIRST_DAY)
                .ignoringChangesIn(INGESTED_AT)
                .execute(rows(lake, price("btc", NOON, "1", "2025-03-04T14:00:00Z")));

        assertThat(result.committed()).isFalse();
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void tellsOneRowFromTwoEqualOnes(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(
                TableSpec.builder().from(Prices.PRICES).keyFields(List.of()).build());
        table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1")));

        ReplaceResult result =
                table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1"), price("btc", NOON, "1")));

        assertThat(result.rowsWritten()).isEqualTo(2);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "btc " + NOON + " 1");
    }

    @Test
    void refusesRowsThatShareAKey(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() ->
                        table.replace(FIRST_DAY).execute(rows(lake, price("btc", NOON, "1"), price("btc", NOON, "2"))))
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage(
                        "Cannot replace in silver.prices: 2 source rows share 1 keys (id, last_updated), for example"
                                + " (btc, 2025-03-04 12:00:00). Deduplicate the source first.");
    }

    @Test
    void refusesAFilterThatTheKeyDoesNotImply(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.replace(INGESTED_AT.lessThan(Instant.parse(NOON))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot replace ingested_at < " + NOON
                        + " in silver.prices: its key (id, last_updated) does not determine whether a row"
                        + " matches, so a key could be duplicated. Use upsert and delete, or"
                        + " filter by fields of the key or derived from it.");
    }

    @Test
    void planSaysWhichFilesAndWhy(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        WritePlan plan = table.replace(FIRST_DAY).plan(rows(lake, price("eth", NOON, "1"), price("ada", NOON, "1")));

        assertThat(plan)
                .extracting(WritePlan::rowsToWrite, WritePlan::rowsToRemove, WritePlan::bytesToRewrite)
                .containsExactly(2L, 1L, 0L);
        assertThat(table.replace(FIRST_DAY)
                        .plan(rows(lake, price("btc", NOON, "1")))
                        .isEmpty())
                .isTrue();
        assertThat(table.state().version()).isEqualTo(1);
    }

    @Test
    void comparesMapsWhateverTheirOrder(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        Field<Map<String, @Nullable String>> tags = Field.map("tags", FieldType.STRING, FieldType.STRING);
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "tagged")
                .addFields(ID, tags)
                .addKeyFields(ID)
                .build());
        table.upsert().execute(lake.spark().sql("select 'a' id, map('x', '1', 'y', cast(null as string)) tags"));

        UpsertResult same = table.upsert()
                .execute(lake.spark().sql("select 'a' id, map('y', cast(null as string), 'x', '1') tags"));
        UpsertResult other = table.upsert().latestBy(ID).execute(lake.spark().sql("select 'a' id, map('x', '2') tags"));

        assertThat(same.committed()).isFalse();
        assertThat(other.rowsUpdated()).isEqualTo(1);
        assertThat(table.replace(ID.is("a"))
                        .execute(lake.spark().sql("select 'a' id, map('x', '2') tags"))
                        .committed())
                .isFalse();
    }

    @Test
    void deletesWhatMatchesWhenThereAreNoRows(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "3")));

        ReplaceResult result = table.replace(FIRST_DAY).execute(rows(lake.spark(), List.of()));

        assertThat(result.rowsRemoved()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("btc " + NEXT_DAY + " 3");
    }

    @Test
    void refusesRowsOutsideTheFilter(Lakehouse shared) {
        Lakehouse lake = lake(shared);
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.replace(FIRST_DAY).execute(rows(lake, price("btc", NEXT_DAY, "1"))))
                .isInstanceOf(RowsOutsideFilterException.class)
                .hasMessage("Cannot replace partition_date in (2025-03-04) in silver.prices: 1 rows are outside it."
                        + " Widen the filter, or filter the rows.");
        assertThat(table.state().version()).isZero();
    }
}
