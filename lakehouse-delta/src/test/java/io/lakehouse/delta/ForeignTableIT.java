package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables and sessions of other people: used as they are, or refused with the reason. */
@ExtendWith(LakehouseFixture.class)
class ForeignTableIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    private static void alter(Lakehouse lake, LakehouseTable table, String properties) {
        lake.spark().sql("alter table delta.`" + table.location() + "` set tblproperties (" + properties + ")");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5' \
            | delta.columnMapping.mode=name, so the log knows its columns by other names
            'delta.enableChangeDataFeed' = 'true' \
            | delta.enableChangeDataFeed=true, so its feed would show rows as changed that merely moved to another file
            """, quoteCharacter = '"')
    void refusesATableWithAFeatureThatTheVerbsWouldBreak(String properties, String harm, Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        alter(lake, table, properties);

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))))
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot use silver.prices at " + table.location() + ": it has features that these verbs"
                        + " would break: " + harm + ". Switch them off, or write to it by Delta's own commands.");
    }

    @ParameterizedTest
    @CsvSource({
        "delta.columnMapping.mode, name, 'these verbs would break that feature, leave it out'",
        "delta.enableChangeDataFeed, true, 'these verbs would break that feature, leave it out'",
        "delta.constraints.positive, price > 0, 'use quality rules, and leave features to what needs them'",
        "delta.feature.v2Checkpoint, supported, 'use quality rules, and leave features to what needs them'",
        "delta.setTransactionRetentionDuration, interval 1 hours, 'it forgets which batches it holds, leave it out'"
    })
    void refusesASpecThatAsksForIt(String key, String value, String remedy, Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.text(key, "none").of(value))
                .build();

        assertThatThrownBy(() -> lake.table(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: it sets the property " + key
                        + " against what the rest of it says: " + remedy + ".");
    }

    @Test
    void refusesToRaiseTheProtocolInPassing(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                        .of(true))
                .build();

        assertThatThrownBy(() -> lake.converge(spec).execute())
                .isExactlyInstanceOf(SchemaMismatchException.class)
                .hasMessageStartingWith("Cannot converge silver.prices: one of the properties takes the protocol ")
                .hasMessageContaining("Nothing was changed.");
        assertThat(table.state().version()).isZero();
    }

    @Test
    void refusesToAppendToATableThatForgetsItsBatches(Lakehouse lake) {
        TableSpec spec = TableSpec.builder().name("bronze", "ids").addFields(ID).build();
        LakehouseTable table = lake.table(spec);
        alter(lake, table, "'delta.setTransactionRetentionDuration' = 'interval 1 day'");

        assertThatThrownBy(() -> table.append("monday").execute(lake.spark().sql("select 'btc' id")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot append to bronze.ids: its property delta.setTransactionRetentionDuration makes it"
                        + " forget which batches it holds, so a rerun would double rows. Unset it.");
    }

    @Test
    void readsDeletionVectorsOfOthers(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                        .of(true))
                .build());
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "2")));
        lake.spark().sql("delete from delta.`" + table.location() + "` where id = 'eth'");

        UpsertResult result = table.upsert().execute(rows(lake, price("eth", NOON, "2"), price("btc", NOON, "3")));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 1L);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 3", "eth " + NOON + " 2");
    }

    @Test
    void worksInASessionOfOtherJavaTypes(Lakehouse lake) {
        SparkSession theirs = lake.spark().newSession();
        theirs.conf().set("spark.sql.datetime.java8API.enabled", true);
        LakehouseTable table = Lakehouse.on(theirs, lake.warehouse()).table(PRICES);

        table.upsert().execute(Prices.rows(theirs, List.of(price("btc", NOON, "1"))));
        UpsertResult again = table.upsert().execute(Prices.rows(theirs, List.of(price("btc", NOON, "1"))));

        assertThat(again.committed()).isFalse();
        assertThat(table.history(5)).hasSize(2);
    }
}
