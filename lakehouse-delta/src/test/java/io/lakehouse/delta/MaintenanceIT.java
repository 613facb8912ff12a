package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lakehouse.core.error.MaintenanceFailedException;
import io.lakehouse.core.result.MaintenancePlan;
import io.lakehouse.core.result.MaintenanceResult;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class MaintenanceIT {

    private static final String NOON = "2025-03-04T12:00:00Z";

    private static LakehouseTable filled(Lakehouse lake, String name) {
        LakehouseTable table =
                lake.table(TableSpec.builder().from(PRICES).name("silver", name).build());
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        table.upsert().execute(rows(lake, price("eth", NOON, "1")));
        return table;
    }

    @Test
    void optimisesThenVacuumsEachTable(Lakehouse lake) {
        List<LakehouseTable> tables = List.of(filled(lake, "first"), filled(lake, "second"));
        List<MaintenancePlan> plans = lake.maintain(tables).plan();

        List<MaintenanceResult> results = lake.maintain(tables).execute();

        assertThat(plans).extracting(plan -> plan.optimize().filesToRewrite()).containsExactly(2L, 2L);
        assertThat(results)
                .extracting(
                        MaintenanceResult::table,
                        result -> result.optimized().orElseThrow().filesRemoved(),
                        result -> result.vacuumed().orElseThrow().method())
                .containsExactly(
                        tuple(TableName.of("silver", "first"), 2L, VacuumResult.Method.SKIP),
                        tuple(TableName.of("silver", "second"), 2L, VacuumResult.Method.SKIP));
    }

    @Test
    void goesByTheSettingsOfTheCaller(Lakehouse lake) {
        List<LakehouseTable> tables = List.of(filled(lake, "first"));

        List<MaintenanceResult> results = lake.maintain(tables)
                .optimizing(optimize -> optimize.maxBytes(1))
                .vacuuming(vacuum -> vacuum.retain(Duration.ofDays(30)).full())
                .execute();

        assertThat(results.get(0).optimized().orElseThrow().committed()).isFalse();
        assertThat(results.get(0).vacuumed().orElseThrow().method()).isEqualTo(VacuumResult.Method.FULL);
    }

    @Test
    void aFailingTableDoesNotStopTheOthersAndIsNotForgotten(Lakehouse lake) throws IOException {
        LakehouseTable broken = filled(lake, "broken");
        LakehouseTable sound = filled(lake, "sound");
        for (Path file : TableFolder.of(broken).dataFiles()) {
            Files.delete(file);
        }
        DeltaLog.clearCache();

        assertThatThrownBy(() -> lake.maintain(List.of(broken, sound)).execute())
                .isInstanceOfSatisfying(MaintenanceFailedException.class, failed -> {
                    assertThat(failed).hasMessageStartingWith("Failed to maintain 1 of 2 tables: silver.broken (");
                    assertThat(failed.getSuppressed()).hasSize(1);
                    assertThat(failed.results().get(0).optimized()).isEmpty();
                    assertThat(failed.results().get(1).optimized().orElseThrow().filesRemoved())
                            .isEqualTo(2);
                });
    }
}
