package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.MaintenanceResult;
import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/maintenance.md shows. */
class MaintenanceDocIT {

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/maintenance.md"))
                .containsExactlyElementsOf(Documents.shownBy(MaintenanceDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("docs").local(), Warehouse.at(folder))) {
            LakehouseTable prices = lake.table(ReadmeIT.PRICES);
            prices.upsert().execute(ReadmeIT.cleaned(lake.spark()));
            // shown: begin
            TableHealth health = prices.health(); // what is wrong, what it costs, what to do; also toJson()
            OptimizePlan worthwhile = prices.optimize().plan(); // partition by partition, and why
            OptimizeResult optimized = prices.optimize().maxBytes(10L << 30).execute();
            VacuumPlan expired = prices.vacuum().plan(); // files and bytes
            VacuumResult freed = prices.vacuum().retain(Duration.ofDays(30)).execute();
            List<MaintenanceResult> all = lake.maintain(List.of(prices)).execute(); // optimise, then vacuum
            // shown: end
            assertThat(health.isHealthy()).as(health.toString()).isTrue();
            assertThat(worthwhile.filesToRewrite()).isZero();
            assertThat(optimized.committed()).isFalse();
            assertThat(expired.files()).isEmpty();
            assertThat(freed.method()).isEqualTo(VacuumResult.Method.SKIP);
            assertThat(all).hasSize(1);
        }
    }
}
