package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.OccupiedLocationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.Option;

@ExtendWith(LakehouseFixture.class)
class LakehouseIT {

    @Test
    void createsAMissingTableWithTheLowestProtocol(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        Row detail = lake.spark()
                .sql("describe detail delta.`" + table.location() + "`")
                .select("partitionColumns", "minReaderVersion", "minWriterVersion", "properties")
                .first();
        assertThat(detail.<String>getList(0)).containsExactly("partition_date");
        assertThat(detail.getInt(1)).isEqualTo(1);
        assertThat(detail.getInt(2)).isEqualTo(2);
        assertThat(detail.<String, String>getJavaMap(3))
                .isEqualTo(Map.of(
                        "delta.deletedFileRetentionDuration", "interval 168 hours",
                        "parquet.page.row.count.limit", "1000"));
    }

    @Test
    void openingATableAgainCommitsNothing(Lakehouse lake) {
        lake.table(PRICES);

        assertThat(lake.table(PRICES).state().version()).isZero();
    }

    @Test
    void refusesATableThatDriftedFromItsSpec(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        Field<Long> number = Field.bigint("price").required("cents");
        TableSpec changed = TableSpec.builder()
                .name("silver", "prices")
                .addFields(ID, number, Field.date("day").optional("UTC"))
                .build();

        assertThatThrownBy(() -> lake.table(changed))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessage("Cannot open silver.prices at " + table.location() + ": the table differs from its spec:"
                        + " column price is decimal(38,18), the spec says bigint;"
                        + " column day date is missing; column"
                        + " last_updated is not in the spec; column ingested_at is not in the spec; column"
                        + " partition_date is not in the spec; it is partitioned by [partition_date], the spec says"
                        + " []. Change the spec, or migrate the table.");
    }

    @Test
    void lookingAtAMissingTableCreatesNothing(Lakehouse lake) {
        assertThatThrownBy(() -> lake.existingTable(PRICES))
                .isInstanceOf(UnknownTableException.class)
                .hasMessage("Unknown table silver.prices: there is no Delta table at "
                        + lake.warehouse().locationOf(PRICES.name()) + ".");
        assertThat(Path.of(lake.warehouse().root().substring("file://".length())))
                .isEmptyDirectory();
    }

    @Test
    void findsATableOnlyIfItIsThere(Lakehouse lake) {
        assertThat(lake.findTable(PRICES)).isEmpty();

        lake.table(PRICES);

        assertThat(lake.findTable(PRICES)).map(LakehouseTable::name).contains(PRICES.name());
    }

    @Test
    void leavesTheSettingsOfASessionItDidNotOpenAsTheyAre(Lakehouse lake) {
        Map<String, String> before = settings(lake.spark());

        lake.table(PRICES).upsert().execute(rows(lake, price("btc", "2025-03-04T12:00:00Z", "1")));

        assertThat(settings(lake.spark())).isEqualTo(before);
    }

    @Test
    void writesStatisticsWhateverTheSessionSays(Lakehouse lake) {
        SparkSession blind = lake.spark().newSession();
        blind.conf().set("spark.databricks.delta.stats.collect", false);
        LakehouseTable table = Lakehouse.on(blind, lake.warehouse()).table(PRICES);

        table.upsert().execute(rows(lake, price("btc", "2025-03-04T12:00:00Z", "1")));

        assertThat(table.health().filesWithStatistics()).isEqualTo(1);
        assertThat(blind.conf().get("spark.databricks.delta.stats.collect")).isEqualTo("false");
    }

    @Test
    void saysWhatASessionLacks(Lakehouse lake) {
        SparkSession plain = mock(SparkSession.class);
        RuntimeConfig settings = mock(RuntimeConfig.class);
        when(plain.conf()).thenReturn(settings);
        when(settings.getOption(DeltaSettings.EXTENSIONS.key())).thenReturn(Option.apply("com.example.OtherExtension"));

        assertThatThrownBy(() -> Lakehouse.on(plain, lake.warehouse()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot use this Spark session: spark.sql.extensions lacks"
                        + " io.delta.sql.DeltaSparkSessionExtension, which Delta's commands need. Add it"
                        + " to that setting, which separates extensions by commas;"
                        + " Lakehouse.open(...) sets it if it is unset.");
    }

    @Test
    void listsThePartitionsOfATable(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert()
                .execute(rows(
                        lake, price("btc", "2025-03-04T12:00:00Z", "1"), price("btc", "2025-03-05T12:00:00Z", "1")));

        assertThat(table.partitionValues(Prices.PARTITION_DATE))
                .containsExactlyInAnyOrder(LocalDate.parse("2025-03-04"), LocalDate.parse("2025-03-05"));
    }

    @Test
    void refusesToCreateATableOverFilesOfSomebodyElse(Lakehouse lake) throws IOException {
        String location = lake.warehouse().locationOf(PRICES.name());
        Path folder = Files.createDirectories(Path.of(location.substring("file://".length())));
        Files.writeString(folder.resolve("theirs.parquet"), "not ours");

        assertThatThrownBy(() -> lake.table(PRICES))
                .isInstanceOf(OccupiedLocationException.class)
                .hasMessage("Cannot create silver.prices at " + location
                        + ": the folder contains files that belong to no Delta table, and a vacuum would"
                        + " delete them. Move them away, or choose another warehouse.");
    }

    private static Map<String, String> settings(SparkSession spark) {
        Map<String, String> settings = ScalaLists.javaMap(spark.conf().getAll());
        // Delta's own note of what was committed last.
        settings.remove("spark.databricks.delta.lastCommitVersionInSession");
        return settings;
    }
}
