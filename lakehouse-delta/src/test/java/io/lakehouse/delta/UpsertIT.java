package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class UpsertIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    @Test
    void insertsNewKeysAndUpdatesChangedOnes(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        UpsertResult result = table.upsert()
                .execute(rows(lake, price("eth", NOON, "3"), price("ada", NOON, "4"), price("btc", NOON, "1")));

        assertThat(result)
                .extracting(
                        UpsertResult::rowsInserted,
                        UpsertResult::rowsUpdated,
                        UpsertResult::rowsUnchanged,
                        UpsertResult::filesRemoved,
                        UpsertResult::filesAdded,
                        UpsertResult::attempts)
                .containsExactly(1L, 1L, 1L, 1L, 1L, 1);
        assertThat(contents(table)).containsExactly("ada " + NOON + " 4", "btc " + NOON + " 1", "eth " + NOON + " 3");
    }

    @Test
    void rerunOfTheSameRowsCommitsNothing(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "2")));
        long version = table.state().version();

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "2")));

        assertThat(result.committed()).isFalse();
        assertThat(result.rowsUnchanged()).isEqualTo(2);
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void rewritesOnlyFilesThatHoldAChangedRow(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "2")));

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", NEXT_DAY, "3")));

        assertThat(result.filesRemoved()).isEqualTo(1);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "btc " + NEXT_DAY + " 3");
    }

    @Test
    void appendsWithoutRewritingWhenAllKeysAreNew(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        UpsertResult result = table.upsert().execute(rows(lake, price("eth", NOON, "2")));

        assertThat(result.filesRemoved()).isZero();
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1", "eth " + NOON + " 2");
    }

    @Test
    void ignoresDifferencesInIgnoredFields(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1", "2025-03-04T13:00:00Z")));

        UpsertResult result = table.upsert()
                .ignoringChangesIn(INGESTED_AT)
                .execute(rows(lake, price("btc", NOON, "1", "2025-03-04T14:00:00Z")));

        assertThat(result.committed()).isFalse();
    }

    @Test
    void takesTheLatestOfRowsThatShareAKey(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        UpsertResult result = table.upsert()
                .latestBy(INGESTED_AT)
                .execute(rows(
                        lake,
                        price("btc", NOON, "1", "2025-03-04T13:00:00Z"),
                        price("btc", NOON, "2", "2025-03-04T15:00:00Z"),
                        price("btc", NOON, "3", "2025-03-04T14:00:00Z")));

        assertThat(result.rowsSuperseded()).isEqualTo(2);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void takesOneOfRowsThatHaveNothingButTheirKey(Lakehouse lake) {
        Field<String> id = Field.string("id").required("name");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "names")
                .addFields(id)
                .addKeyFields(id)
                .build());

        UpsertResult result = table.upsert().latestBy(id).execute(lake.spark().sql("values ('a'), ('a') as t(id)"));

        assertThat(result.rowsInserted()).isEqualTo(1);
        assertThat(result.rowsSuperseded()).isEqualTo(1);
    }

    @Test
    void takesRowsWithAHintOfTheirOwn(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        UpsertResult result = table.upsert().execute(functions.broadcast(rows(lake, price("btc", NOON, "2"))));

        assertThat(result.rowsUpdated()).isEqualTo(1);
    }

    @Test
    void breaksTiesOfTheLatestByTheOtherFields(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        RowValues low = price("btc", NOON, "1");
        RowValues high = price("btc", NOON, "2");
        table.upsert().latestBy(INGESTED_AT).execute(rows(lake, low, high));

        UpsertResult swapped = table.upsert().latestBy(INGESTED_AT).execute(rows(lake, high, low));

        assertThat(swapped.committed()).isFalse();
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void breaksTiesBetweenBatchesByTheOtherFieldsToo(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().latestBy(INGESTED_AT).execute(rows(lake, price("btc", NOON, "2")));

        UpsertResult less = table.upsert().latestBy(INGESTED_AT).execute(rows(lake, price("btc", NOON, "1")));

        assertThat(less.committed()).isFalse();
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void twoVerbsWithTheSameRowsDoNotDisturbEachOther(Lakehouse lake) {
        Dataset<Row> random = rows(lake, price("btc", NOON, "1"))
                .withColumn("id", functions.concat(functions.lit("k"), functions.rand()));
        LakehouseTable table = lake.table(PRICES);

        try (PinnedRows first = PinnedRows.of(random);
                PinnedRows second = PinnedRows.of(random)) {
            String before = second.rows().first().getString(0);
            first.rows().count();
            first.close();
            assertThat(second.rows().first().getString(0)).isEqualTo(before);
        }
        assertThat(table.upsert().execute(random).rowsInserted()).isEqualTo(1);
    }

    @Test
    void rejectsDuplicateKeysInSource(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NOON, "2"))))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage(
                        "Cannot upsert into silver.prices: 2 source rows share 1 keys (id, last_updated), for example"
                                + " (btc, 2025-03-04 12:00:00). Deduplicate the source first, or declare an order with"
                                + " latestBy(...).");
    }

    @Test
    void rejectsNullKeys(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        var nullId = lake.spark()
                .sql("select cast(null as string) id, timestamp'2025-03-04 12:00:00' last_updated,"
                        + " cast(1 as decimal(38,18)) price, current_timestamp() ingested_at");

        assertThatThrownBy(() -> table.upsert().execute(nullId))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("Cannot upsert into silver.prices: 1 source rows have NULL in the key (id, last_updated),"
                        + " for example (NULL, 2025-03-04 12:00:00), and NULL keys never match. Filter"
                        + " them out or fix them first.");
    }

    @Test
    void namesEveryColumnThatDoesNotFit(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        var wrong = lake.spark().sql("select 1 id, current_timestamp() last_updated, 1.5d price, 'x' surplus");

        assertThatThrownBy(() -> table.upsert().execute(wrong))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot upsert into silver.prices: the rows do not fit its spec: column id is int, the spec"
                        + " says string; column price is double, the spec says decimal(38,18); column ingested_at is"
                        + " missing; column surplus is not in the spec.");
    }

    @Test
    void recordsItsCountsInTheHistory(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        List<TableCommit> history = table.history(1);

        assertThat(history).hasSize(1);
        assertThat(history.get(0).operation()).isEqualTo("MERGE");
        assertThat(history.get(0).metrics()).containsEntry("numTargetRowsInserted", "2");
    }

    @Test
    void keepsTheRowOfTheTableWhenThatIsLater(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().latestBy(INGESTED_AT).execute(rows(lake, price("btc", NOON, "2", "2025-03-04T15:00:00Z")));

        UpsertResult result = table.upsert()
                .latestBy(INGESTED_AT)
                .execute(rows(lake, price("btc", NOON, "1", "2025-03-04T13:00:00Z")));

        assertThat(result)
                .extracting(UpsertResult::committed, UpsertResult::rowsSuperseded)
                .containsExactly(false, 1L);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void findsRowsOfDaysBeforeTheCalendarOfToday(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert()
                .execute(rows(
                        lake, price("btc", "1500-03-01T00:00:00Z", "1"), price("btc", "0001-01-01T00:00:00Z", "1")));

        UpsertResult again = table.upsert()
                .execute(rows(
                        lake, price("btc", "1500-03-01T00:00:00Z", "1"), price("btc", "0001-01-01T00:00:00Z", "1")));

        assertThat(again.rowsUnchanged()).isEqualTo(2);
    }

    @Test
    void refusesATableThatSomebodyAlteredSinceItWasOpened(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1")));
        lake.spark().sql("alter table delta.`" + table.location() + "` add columns (note string)");

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("column note is not in the spec");
    }

    @Test
    void refusesPartitionValuesThatAFolderCannotTellFromNull(Lakehouse lake) {
        Field<String> key = Field.string("key").required("key");
        Field<String> region =
                Field.string("region").derivedFrom(key, column -> functions.regexp_extract(column, "^([a-z]*)-", 1));
        TableSpec regions = TableSpec.builder()
                .name("silver", "regions")
                .addFields(key, region, Field.bigint("n"))
                .addKeyFields(key)
                .addPartitionFields(region)
                .build();
        LakehouseTable table = lake.table(regions);

        assertThatThrownBy(() -> table.upsert().execute(lake.spark().sql("select 'x' key, 1L n")))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot write '' into partition field region of silver.regions: a folder of that name means"
                        + " NULL, so the rows would not be found again. Write another value, or partition by another"
                        + " field.");
    }

    @Test
    void refusesRowsThatLackARequiredField(Lakehouse lake) {
        Field<String> key = Field.string("key").required("key");
        Field<Long> number = Field.bigint("n").required("count");
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "counts")
                .addFields(key, number)
                .addKeyFields(key)
                .build());

        assertThatThrownBy(() -> table.upsert().execute(lake.spark().sql("select 'x' key, cast(null as bigint) n")))
                .isInstanceOf(MissingValueException.class)
                .hasMessage("Cannot upsert into silver.counts: 1 rows are NULL in a required field, one of (key, n)."
                        + " Filter them out first, or declare the field optional(...).");
    }

    @Test
    void computesAFieldDerivedFromADerivedOneWhateverTheRowsSay(Lakehouse lake) {
        Field<String> key = Field.string("key").required("key");
        Field<String> upper = Field.string("upper").derivedFrom(key, functions::upper);
        Field<Integer> length = Field.integer("length").derivedFrom(upper, functions::length);
        LakehouseTable table = lake.table(TableSpec.builder()
                .name("silver", "texts")
                .addFields(length, upper, key)
                .addKeyFields(key)
                .build());

        table.upsert().execute(lake.spark().sql("select 'abc' key, 99 length"));

        assertThat(table.read().first().getInt(0)).isEqualTo(3);
    }
}
