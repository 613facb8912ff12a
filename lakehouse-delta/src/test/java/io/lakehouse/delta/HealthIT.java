package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.LAST_UPDATED;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.apache.spark.sql.functions.to_date;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.core.result.TableHealth.Kind;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class HealthIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";

    @Test
    void anEmptyTableIsHealthy(Lakehouse lake) {
        TableHealth health = lake.table(PRICES).health();

        assertThat(health.isHealthy()).isTrue();
        assertThat(health.toString()).isEqualTo("""
                        silver.prices at version 0: 0 rows in 0 files of 0 partitions, 0 B
                          file sizes     min 0 B, median 0 B, p90 0 B, max 0 B
                          sorted runs    0.0 per partition
                          statistics     in 100.0 % of the files
                          deleted rows   0.0 %
                          removed files  0 (0 B) kept for older versions, 0 (0 B) to vacuum
                          log            1 commits since the last checkpoint
                          healthy: nothing to do""");
    }

    @Test
    void aTableInShapeIsHealthy(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "1")));

        TableHealth health = table.health();

        assertThat(health.findings()).isEmpty();
        assertThat(health)
                .extracting(
                        TableHealth::version,
                        TableHealth::rows,
                        TableHealth::files,
                        TableHealth::sortedRuns,
                        TableHealth::filesWithStatistics)
                .containsExactly(1L, 2L, 2, 1.0, 1.0);
        assertThat(health.bytes())
                .isEqualTo(health.fileBytes().min() + health.fileBytes().max());
    }

    @Test
    void filesWorthJoiningAreFoundWithTheirCostAndRemedy(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "1")));
        table.upsert().execute(rows(lake, price("eth", NOON, "1")));

        TableHealth health = table.health();

        assertThat(health.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.LAYOUT);
            assertThat(finding.what()).isEqualTo("2 files in 1 of 2 partitions are worth rewriting");
            assertThat(finding.cost())
                    .matches("readers look in 2 sorted runs instead of 1; rewriting reads .* KB once");
            assertThat(finding.remedy()).isEqualTo("optimize()");
        });
        assertThat(health.partitions().get(0))
                .extracting(
                        TableHealth.PartitionHealth::partition,
                        TableHealth.PartitionHealth::files,
                        TableHealth.PartitionHealth::sortedRuns)
                .containsExactly(Map.of("partition_date", "2025-03-04"), 2, 2);
        assertThat(health.toString())
                .contains("partition_date=2025-03-04 2 files, ")
                .contains("  ! 2 files in 1 of 2 partitions are worth rewriting\n")
                .contains("    remedy: optimize()");

        table.optimize().execute();

        assertThat(table.health().findings()).isEmpty();
        assertThat(table.health().keptFiles()).isEqualTo(2);
    }

    @Test
    void deletedRowsAreFound(Lakehouse lake) {
        LakehouseTable table = lake.table(TableSpec.builder()
                .from(PRICES)
                .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                        .of(true))
                .build());
        table.upsert().execute(rows(lake, price("ada", NOON, "1"), price("btc", NOON, "2")));
        DeltaTable.forPath(lake.spark(), table.location()).delete(ID.is("btc").toColumn());

        TableHealth health = table.health();

        assertThat(health.deletedRows()).isEqualTo(0.5);
        assertThat(health.rows()).isEqualTo(1);
        assertThat(health.findings())
                .extracting(Finding::kind, Finding::what)
                .contains(tuple(
                        Kind.DELETED_ROWS,
                        "50.0 % of the rows are deleted but still stored, most of them in 1 of 1 files"));
    }

    @Test
    void filesToVacuumAreFound(Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        long bytes = table.state().bytes();
        table.upsert().execute(rows(lake, price("btc", NOON, "2")));
        TableFolder.of(table).age(Duration.ofDays(8));

        TableHealth health = table.health();

        assertThat(health.expiredFiles()).isEqualTo(1);
        assertThat(health.expiredBytes()).isEqualTo(bytes);
        assertThat(health.findings())
                .extracting(Finding::kind, Finding::remedy)
                .containsExactly(tuple(Kind.EXPIRED_FILES, "vacuum()"));
        table.vacuum().execute();
        assertThat(table.health().findings()).isEmpty();
    }

    @Test
    void filesWithoutStatisticsAreFound(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        SparkSession theirs = lake.spark().newSession();
        theirs.conf().set("spark.databricks.delta.stats.collect", "false");
        rows(theirs, List.of(price("btc", NOON, "1")))
                .withColumn(PARTITION_DATE.name(), to_date(LAST_UPDATED.col()))
                .write()
                .format("delta")
                .mode("append")
                .save(table.location());

        assertThat(table.health().findings()).extracting(Finding::kind).containsExactly(Kind.STATISTICS);

        table.optimize().everything().execute();

        assertThat(table.health().findings()).isEmpty();
    }

    @Test
    void aLoweredRetentionIsDriftAndNoFailure(Lakehouse lake) {
        lake.table(PRICES);
        LakehouseTable shorter = lake.table(
                TableSpec.builder().from(PRICES).retention(Duration.ofHours(24)).build());

        assertThat(shorter.health().findings()).extracting(Finding::kind).containsExactly(Kind.DRIFT);
    }

    @Test
    void driftIsFound(Lakehouse lake) {
        lake.table(PRICES);
        LakehouseTable described =
                lake.table(TableSpec.builder().from(PRICES).comment("prices").build());

        assertThat(described.health().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.DRIFT);
            assertThat(finding.remedy()).isEqualTo("Lakehouse.converge(spec)");
        });
    }

    @Test
    void jsonHoldsAllOfIt(Lakehouse lake) throws IOException {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));

        JsonNode json = new ObjectMapper().readTree(table.health().toJson());

        assertThat(json.path("table").asText()).isEqualTo("silver.prices");
        assertThat(json.path("files").asInt()).isEqualTo(1);
        assertThat(json.path("file_bytes").path("median").asLong())
                .isEqualTo(json.path("bytes").asLong());
        assertThat(json.path("partitions")
                        .get(0)
                        .path("partition")
                        .path("partition_date")
                        .asText())
                .isEqualTo("2025-03-04");
        assertThat(json.path("findings").isArray()).isTrue();
    }
}
