package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upsert refuses rows and tables that do not fit, and says what to do. */
@ExtendWith(LakehouseFixture.class)
class UpsertRefusalsIT {

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
}
