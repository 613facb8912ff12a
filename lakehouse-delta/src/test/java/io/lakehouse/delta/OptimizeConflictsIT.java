package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.NEXT_DAY;
import static io.lakehouse.delta.Prices.NOON;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static io.lakehouse.delta.SmallFiles.TUESDAY;
import static io.lakehouse.delta.SmallFiles.withThreeFilesOnOneDayAndOneOnTheNext;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.delta.layout.LayoutPlan;
import io.lakehouse.delta.layout.OptimizeSettings;
import io.lakehouse.delta.storage.FaultyLogStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An optimize leaves partitions alone that others change meanwhile. */
@ExtendWith(LakehouseFixture.class)
class OptimizeConflictsIT {

    @Test
    void leavesAPartitionThatAnotherWriterHasChangedMeanwhile(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1"), price("btc", NEXT_DAY, "1")));
        table.upsert().execute(rows(lake, price("eth", NOON, "1"), price("eth", NEXT_DAY, "1")));
        FaultyLogStore.beforeNext(
                table.location() + "/_delta_log", () -> table.upsert().execute(rows(lake, price("btc", NOON, "2"))));

        OptimizeResult result = table.optimize().everything().execute();

        assertThat(result.skipped()).containsExactly(TUESDAY);
        assertThat(result.partitionsRewritten()).isEqualTo(1);
        assertThat(result.versions()).containsExactly(4L);
        assertThat(contents(table))
                .containsExactly(
                        "btc " + NOON + " 2", "btc " + NEXT_DAY + " 1", "eth " + NOON + " 1", "eth " + NEXT_DAY + " 1");
        assertThat(TableFolder.of(table).dataFiles())
                .as("four of the upserts, one of the rival, one rewritten; that of the lost race is gone")
                .hasSize(6);
    }

    @Test
    void leavesAPartitionThatWasChangedSinceThePlan(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        OptimizeSettings everything = new OptimizeSettings(20, true, Optional.empty(), Optional.empty());
        LayoutPlan plan = LayoutPlan.of(table.log(), table.log().snapshot(), everything);
        table.upsert().execute(rows(lake, price("btc", NOON, "5")));

        OptimizeResult result = table.log().inSession("optimize", "rewrite", () -> plan.execute(System.nanoTime()));

        assertThat(result.skipped()).containsExactly(TUESDAY);
        assertThat(result.partitionsRewritten()).isEqualTo(1);
        assertThat(contents(table)).contains("btc " + NOON + " 5");
    }
}
