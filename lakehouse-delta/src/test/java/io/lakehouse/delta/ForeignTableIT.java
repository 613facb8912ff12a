package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and sessions of other people: used as they are, or refused with the reason. */
@ExtendWith(LakehouseFixture.class)
class ForeignTableIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    private static void alter(Lakehouse lake, LakehouseTable table, String properties) {
        lake.spark().sql("alter table delta.`" + table.location() + "` set tblproperties (" + properties + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5'",
                "'delta.enableChangeDataFeed' = 'true'",
                "'delta.enableRowTracking' = 'true'"
            })
    void goesOnWithATableThatGetsAFeatureLater(String properties, Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1")));
        alter(lake, table, properties);

        UpsertResult result = table.upsert().execute(rows(lake, price("btc", NOON, "2"), price("xrp", NOON, "3")));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated, UpsertResult::delegated)
                .containsExactly(1L, 1L, Optional.empty());
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2", "eth " + NOON + " 1", "xrp " + NOON + " 3");
    }

    @ParameterizedTest
    @CsvSource({
        "delta.constraints.positive, price > 0, 'use quality rules, and let the features be set by what needs them'",
        "delta.feature.v2Checkpoint, supported, 'use quality rules, and let the features be set by what needs them'",
        "delta.setTransactionRetentionDuration, interval 1 hours, 'the table would forget which batches it"
                + " contains, leave it out'"
    })
    void refusesASpecThatAsksForIt(String key, String value, String remedy, Lakehouse lake) {
        TableSpec spec = TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.text(key, "none").of(value))
                .build();

        assertThatThrownBy(() -> lake.table(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid table spec silver.prices: it sets the property " + key
                        + ", which conflicts with the rest of the spec: " + remedy + ".");
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
                .hasMessageStartingWith("Cannot converge silver.prices: one of the properties requires the protocol ")
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
                        + " forget which batches it contains, so a rerun would duplicate rows. Unset it.");
    }

    @ParameterizedTest
    @CsvSource({"enableChangeDataFeed, true", "enableRowTracking, true", "columnMapping.mode, name"})
    void goesOnWithFeaturesThatTheSessionGivesNewTables(String key, String value, Lakehouse lake) {
        SparkSession theirs = lake.spark().newSession();
        theirs.conf().set("spark.databricks.delta.properties.defaults." + key, value);

        LakehouseTable table = Lakehouse.on(theirs, lake.warehouse()).table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));

        assertThat(table.description().properties()).containsEntry("delta." + key, value);
        assertThat(contents(table)).containsExactly("btc " + NOON + " 2");
    }

    @Test
    void anAppendOnlyTableTakesNewRowsAndNothingElse(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        alter(lake, table, "'delta.appendOnly' = 'true'");
        Map<String, String> before = TableFolder.of(table).contents();

        assertThatThrownBy(() -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))))
                .isExactlyInstanceOf(AppendOnlyException.class)
                .hasMessage("Cannot upsert into silver.prices: it is append-only (delta.appendOnly), and 1 of its rows"
                        + " would be changed or removed. Nothing was written. Append rows, or unset the"
                        + " property.");
        assertThatThrownBy(() -> table.delete(ID.is("btc")).execute()).isExactlyInstanceOf(AppendOnlyException.class);
        assertThatThrownBy(() -> table.delete(ID.is("btc")).plan()).isExactlyInstanceOf(AppendOnlyException.class);
        assertThatThrownBy(() -> table.replace(ID.is("btc")).execute(rows(lake, price("btc", NOON, "2"))))
                .isExactlyInstanceOf(AppendOnlyException.class);
        assertThat(TableFolder.of(table).contents()).isEqualTo(before);

        assertThat(table.upsert()
                        .execute(rows(lake, price("eth", NOON, "1"), price("btc", NOON, "1")))
                        .rowsInserted())
                .isEqualTo(1);
        assertThat(table.optimize().everything().execute().committed()).isTrue();
    }

    @Test
    void aColumnOfTypeCharIsFilledUpWithBlanks(Lakehouse lake) {
        Field<String> code = Field.string("code").required("of a country");
        Field<Integer> value = Field.integer("value").optional("any");
        TableSpec spec = TableSpec.builder()
                .name("silver", "countries")
                .addFields(code, value)
                .addKeyFields(code)
                .build();
        String location = lake.warehouse().locationOf(spec.name());
        lake.spark()
                .sql("CREATE TABLE delta.`" + location
                        + "` (code CHAR(5) NOT NULL COMMENT 'of a country', value INT COMMENT 'any') USING delta");
        lake.spark().sql("INSERT INTO delta.`" + location + "` VALUES ('de', 1)");
        LakehouseTable table = lake.table(spec);

        UpsertResult result =
                table.upsert().execute(lake.spark().sql("SELECT 'de' code, 2 value UNION SELECT 'fr', 1"));

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 1L);
        assertThat(table.upsert()
                        .execute(lake.spark().sql("SELECT 'fr' code, 1 value"))
                        .committed())
                .isFalse();
        assertThat(table.read().orderBy("code").collectAsList())
                .extracting(row -> row.getString(0) + row.getInt(1))
                .containsExactly("de   2", "fr   1");
        assertThat(table.delete(code.is("de")).execute().rowsDeleted()).isEqualTo(1);
        assertThatThrownBy(() -> table.upsert().execute(lake.spark().sql("SELECT 'abcdef1' code, 1 value")))
                .hasStackTraceContaining("EXCEED_LIMIT_LENGTH");
        assertThat(table.read().count()).isEqualTo(1);
    }

    /** Folders of such a column may or may not have the blanks. */
    @Test
    void aPartitionColumnOfTypeCharIsFilledUpWithBlanks(Lakehouse lake) {
        Field<String> code = Field.string("code").required("of a country");
        Field<Integer> value = Field.integer("value").optional("any");
        TableSpec spec = TableSpec.builder()
                .name("silver", "countries")
                .addFields(code, value)
                .addKeyFields(code)
                .addPartitionFields(code)
                .build();
        String sql = "delta.`" + lake.warehouse().locationOf(spec.name()) + "`";
        lake.spark()
                .sql("CREATE TABLE " + sql + " (code CHAR(5) NOT NULL COMMENT 'of a country', value INT COMMENT 'any')"
                        + " USING delta PARTITIONED BY (code)");
        lake.spark().sql("INSERT INTO " + sql + " VALUES ('de', 1), ('fr', 1)");
        LakehouseTable table = lake.table(spec);

        UpsertResult result =
                table.upsert().execute(lake.spark().sql("SELECT 'de' code, 2 value UNION SELECT 'it', 1"));
        table.optimize().everything().execute();
        long deleted = table.delete(code.is("fr")).execute().rowsDeleted();
        long replaced = table.replace(code.is("it"))
                .execute(lake.spark().sql("SELECT 'it' code, 3 value"))
                .rowsRemoved();

        assertThat(result)
                .extracting(UpsertResult::rowsInserted, UpsertResult::rowsUpdated)
                .containsExactly(1L, 1L);
        assertThat(deleted).isEqualTo(1);
        assertThat(replaced).isEqualTo(1);
        assertThat(table.read().orderBy("code").collectAsList())
                .extracting(row -> row.getString(0) + row.getInt(1))
                .containsExactly("de   2", "it   3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-04T12:00:00.000", "2025-03-04T12:00:00.000+0000", "yesterday"})
    void statisticsThatCannotBeReadBoundNothing(String text, Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        Path commit = TableFolder.of(table).path().resolve("_delta_log/00000000000000000001.json");
        Files.writeString(commit, Files.readString(commit).replace("2025-03-04T12:00:00.000Z", text));
        Files.deleteIfExists(commit.resolveSibling(".00000000000000000001.json.crc"));
        DeltaLog.clearCache();
        LakehouseTable reopened = Lakehouse.on(lake.spark(), lake.warehouse()).table(PRICES);

        assertThat(reopened.upsert()
                        .execute(rows(lake, price("btc", NOON, "1")))
                        .committed())
                .isFalse();
        assertThat(reopened.health().rows()).isEqualTo(1);
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
