package io.lakehouse.crypto.it;

import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.hour;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code and the rules that docs/pipeline.md shows. */
class PipelineDocIT {

    // shown: begin
    /** In how many hours of a day a coin was seen. */
    static final class CoinCoverage implements GoldTable {

        static final Field<Long> HOURS = Field.bigint("hours").required("hours with a snapshot");

        private static final TableSpec SPEC = TableSpec.builder()
                .name("gold", "coin_coverage")
                .addFields(SilverPrices.ID, HOURS, PARTITION_DATE)
                .addKeyFields(SilverPrices.ID, PARTITION_DATE)
                .addPartitionFields(PARTITION_DATE)
                .addZorderFields(SilverPrices.ID)
                .build();

        @Override
        public TableSpec spec() {
            return SPEC;
        }

        @Override
        public Dataset<Row> from(Dataset<Row> silver) {
            return silver.groupBy(SilverPrices.ID.col(), PARTITION_DATE.col())
                    .agg(count_distinct(hour(SilverPrices.LAST_UPDATED.col())).as(HOURS.name()))
                    .select(Fields.columns(SPEC.fields()));
        }
    }
    // shown: end

    @Test
    void theDocumentShowsTheseBlocks() throws IOException {
        assertThat(Documents.javaBlocks("docs/pipeline.md")).isEqualTo(Documents.shownBy(PipelineDocIT.class));
    }

    @Test
    void theDocumentHasEveryRule() throws IOException {
        String rules = SilverPrices.SPEC.qualityRules().stream()
                .map(rule -> "| `" + rule.name() + "` | " + rule.reason() + " |\n")
                .collect(Collectors.joining("", "| rule | why records that break it are refused |\n|---|---|\n", ""));

        assertThat(Documents.between("docs/pipeline.md", "<!-- rules: begin -->\n", "<!-- rules: end -->"))
                .isEqualTo(rules);
    }

    @Test
    void anotherGoldTableFollowsSilver(@TempDir Path folder) {
        GoldTable coverage = new CoinCoverage();
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(folder))) {
            Pipeline pipeline = new Pipeline(lake, Progress.NONE);
            pipeline.bronze(Intake.of(
                    SimulatedSource.of(3, LocalDate.parse("2025-03-03"), 2, Duration.ofHours(8), Clock.systemUTC())
                            .payloads()));
            pipeline.silver();

            LakehouseTable table = lake.table(coverage.spec());
            Flow.from(lake.existingTable(SilverPrices.SPEC))
                    .into(table)
                    .recompute(SilverPrices.PARTITION_DATE, GoldTable.PARTITION_DATE, coverage::from);

            assertThat(table.read().filter(CoinCoverage.HOURS.is(3L).toColumn()).count())
                    .isEqualTo(3 * 2);
        }
    }
}
