package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.INGESTED_AT;
import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of rows that share a key, the latest is upserted. */
@ExtendWith(LakehouseFixture.class)
class UpsertLatestIT {

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
}
