package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/operations.md shows, on the tables of the pipeline. */
@InterpretedQueries
class OperationsDocIT {

    private static final LocalDate MONDAY = LocalDate.parse("2025-03-03");

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/operations.md"))
                .containsExactlyElementsOf(Documents.shownBy(OperationsDocIT.class));
    }

    @Test
    void aWarehouseGoesBackBehindABadBatch(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            Pipeline pipeline = new Pipeline(lake, Progress.NONE);
            ingest(pipeline, day(MONDAY));
            List<String> before = contents(lake);
            Instant beforeTheBadBatch = Instant.now();
            ingest(pipeline, day(MONDAY.plusDays(1)));
            List<String> after = contents(lake);

            LakehouseTable prices = lake.existingTable(SilverPrices.SPEC);
            // shown: begin
            Dataset<Row> first = prices.readVersion(1);
            Dataset<Row> then = prices.readAsOf(beforeTheBadBatch);
            // shown: end
            assertThat(first.count())
                    .isEqualTo(then.count())
                    .isLessThan(prices.read().count());

            // shown: begin
            DeltaTable.forPath(lake.spark(), prices.location()).restoreToVersion(1);
            // shown: end
            assertThat(contents(lake)).isNotEqualTo(after);
            ingest(pipeline, day(MONDAY.plusDays(1)));
            assertThat(contents(lake)).isEqualTo(after);

            // shown: begin
            for (TableSpec table : CryptoTables.ALL) {
                DeltaTable.forPath(lake.spark(), lake.existingTable(table).location())
                        .restoreToTimestamp(beforeTheBadBatch.toString());
            }
            // shown: end
            assertThat(contents(lake)).isEqualTo(before);
            pipeline.silver();
            pipeline.gold();
            assertThat(contents(lake)).isEqualTo(before);
            ingest(pipeline, day(MONDAY.plusDays(1)));
            assertThat(contents(lake)).isEqualTo(after);
        }
    }

    private static List<Payload> day(LocalDate day) {
        return SimulatedSource.of(12, day, 1, Duration.ofHours(6), Clock.systemUTC())
                .payloads();
    }

    private static void ingest(Pipeline pipeline, List<Payload> payloads) {
        pipeline.bronze(Intake.of(payloads));
        pipeline.silver();
        pipeline.gold();
    }

    /** Rows of three tables that follow each other, without what tells when they were read. */
    private static List<String> contents(Lakehouse lake) {
        return List.of(BronzePrices.SPEC, SilverPrices.SPEC, GoldTables.COIN_DAILY.spec()).stream()
                .flatMap(spec ->
                        lake.existingTable(spec).read().drop(BronzePrices.INGESTED_AT.name()).collectAsList().stream())
                .map(Row::toString)
                .sorted()
                .toList();
    }
}
