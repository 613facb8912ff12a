package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.ConvergeResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class ConvergeIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final Field<String> NOTE = Field.string("note").optional("what somebody said");

    @Test
    void createsAMissingTable(Lakehouse lake) {
        ConvergeResult result = lake.converge(PRICES).execute();

        assertThat(result.version()).hasValue(0);
        assertThat(lake.existingTable(PRICES).state().rows()).isZero();
    }

    @Test
    void leavesAnEqualTableAlone(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        assertThat(lake.converge(PRICES).plan().isEmpty()).isTrue();
        assertThat(lake.converge(PRICES).execute().committed()).isFalse();
        assertThat(table.state().version()).isZero();
    }

    @Test
    void appliesWhatTouchesNoRowInOneCommit(Lakehouse lake) {
        LakehouseTable old = lake.table(PRICES);
        old.upsert().execute(rows(lake, price("btc", NOON, "1")));
        TableSpec changed = TableSpec.builder()
                .from(PRICES)
                .addFields(NOTE)
                .comment("prices of coins")
                .retention(Duration.ofDays(14))
                .addProperties(DeltaProperties.CHECKPOINT_INTERVAL.of(20L))
                .build();

        ConvergeResult result = lake.converge(changed).execute();

        assertThat(result.version()).hasValue(2);
        assertThat(result.applied())
                .hasToString("column note string is missing;"
                        + " its comment is '', the spec says 'prices of coins';"
                        + " property delta.checkpointInterval is not set, the spec says 20;"
                        + " property delta.deletedFileRetentionDuration is interval 168 hours, the spec says interval"
                        + " 336 hours");
        assertThat(lake.converge(changed).plan().isEmpty()).isTrue();
        LakehouseTable table = lake.table(changed);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 1");
        assertThat(table.history(1).get(0).operation()).isEqualTo("UPDATE SCHEMA");
    }

    @Test
    void aRequiredFieldMayBecomeOptionalAndAnotherComment(Lakehouse lake) {
        Field<String> required = Field.string("symbol").required("ticker");
        Field<String> optional = Field.string("symbol").optional("ticker, if any");
        TableSpec.Builder spec = TableSpec.builder().name("silver", "coins").addKeyFields(ID);
        lake.table(spec.addFields(ID, required).build());
        TableSpec relaxed = TableSpec.builder()
                .name("silver", "coins")
                .addFields(ID, optional)
                .addKeyFields(ID)
                .build();

        lake.converge(relaxed).execute();

        LakehouseTable table = lake.table(relaxed);
        table.upsert().execute(lake.spark().sql("select 'btc' id, cast(null as string) symbol"));
        assertThat(table.read().first().isNullAt(1)).isTrue();
        assertThat(table.description().schema().apply("symbol").getComment().get())
                .isEqualTo("ticker, if any");
    }

    @Test
    void changesNothingWhenOneDifferenceIsUnsafe(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        TableSpec changed = TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, LAST_UPDATED, NOTE)
                .build();

        assertThatThrownBy(() -> lake.converge(changed).execute())
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot converge silver.prices at " + table.location()
                        + ": these differences from its spec require changing rows: column price is not in the"
                        + " spec; column ingested_at is not in the spec;"
                        + " column partition_date is not in the spec; it is partitioned by [partition_date], the spec"
                        + " says []. Nothing was changed. Change the spec, or migrate the table.");
        assertThat(table.state().version()).isZero();
        assertThat(lake.converge(changed).plan().differences())
                .extracting(SchemaDiff.Difference::kind)
                .contains(SchemaDiff.Kind.MISSING, SchemaDiff.Kind.EXTRA);
    }

    @Test
    void openingATableThatLacksAFieldTellsHowToAddIt(Lakehouse lake) {
        lake.table(PRICES);
        TableSpec changed = TableSpec.builder().from(PRICES).addFields(NOTE).build();

        assertThatThrownBy(() -> lake.table(changed))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageEndingWith(
                        "the table differs from its spec: column note string is missing. Lakehouse.converge(spec) can"
                                + " change the table.");
    }

    @Test
    void aTableOfSomebodyElseIsAdoptedOnceItFits(Lakehouse lake) {
        String location = lake.warehouse().locationOf(PRICES.name());
        lake.spark()
                .sql("select 'btc' id, timestamp'2025-03-04 12:00:00' last_updated, cast(1 as decimal(38,18)) price,"
                        + " timestamp'2025-03-04 13:00:00' ingested_at, date'2025-03-04' partition_date")
                .write()
                .format("delta")
                .partitionBy("partition_date")
                .save(location);
        assertThat(lake.table(PRICES).health().toString()).contains("column id is nullable, the spec says not null");
        Field<LocalDate> day = Field.date("partition_date");
        TableSpec adopted = TableSpec.builder()
                .name("silver", "prices")
                .addFields(Field.string("id"), Field.timestamp("last_updated"), Prices.PRICE, Prices.INGESTED_AT, day)
                .addPartitionFields(day)
                .build();

        LakehouseTable table = lake.table(adopted);
        table.delete(day.is(LocalDate.parse("2025-03-04"))).execute();

        assertThat(table.state().rows()).isZero();
        assertThat(table.description().properties()).isEmpty();
    }
}
