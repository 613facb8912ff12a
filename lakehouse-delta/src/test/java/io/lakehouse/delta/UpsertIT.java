package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.NEXT_DAY;
import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upsert inserts new keys, updates changed rows, and leaves everything else alone. */
@ExtendWith(LakehouseFixture.class)
class UpsertIT {

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
    void takesRowsWithAHintOfTheirOwn(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        UpsertResult result = table.upsert().execute(functions.broadcast(rows(lake, price("btc", NOON, "2"))));

        assertThat(result.rowsUpdated()).isEqualTo(1);
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
    void recordsItsCountsInTheHistory(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));

        List<TableCommit> history = table.history(1);

        assertThat(history).hasSize(1);
        assertThat(history.get(0).operation()).isEqualTo("MERGE");
        assertThat(history.get(0).metrics()).containsEntry("numTargetRowsInserted", "2");
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
