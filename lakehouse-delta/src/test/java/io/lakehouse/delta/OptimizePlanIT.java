package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.SmallFiles.TUESDAY;
import static io.lakehouse.delta.SmallFiles.withThreeFilesOnOneDayAndOneOnTheNext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An optimize does what its plan says, and no more than its limits allow. */
@ExtendWith(LakehouseFixture.class)
class OptimizePlanIT {

    @Test
    void rewritesExactlyWhatItsPlanNames(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        OptimizePlan plan = table.optimize().fanIn(3).plan();
        Set<String> before = paths(table);

        OptimizeResult result = table.optimize().fanIn(3).execute();

        before.removeAll(paths(table));
        assertThat(before)
                .isEqualTo(Set.copyOf(plan.rewrites().get(0).rewrite()))
                .hasSize(3);
        assertThat(result.plan().filesToRewrite()).isEqualTo(plan.filesToRewrite());
        assertThat(table.history(1))
                .singleElement()
                .satisfies(commit -> assertThat(commit.metrics())
                        .containsEntry("numRemovedFiles", "3")
                        .containsEntry("numAddedFiles", "1")
                        .containsEntry("numRemovedBytes", String.valueOf(plan.bytesToRead())));
    }

    @Test
    void planNamesTheReasonForEachPartitionAndChangesNothing(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        long version = table.state().version();

        OptimizePlan plan = table.optimize().plan();

        assertThat(plan.partitions())
                .extracting(partition -> partition.partition().get("partition_date") + ": " + partition.reason())
                .containsExactly(
                        "2025-03-04: 3 runs in a partition that is still growing, merged at 20 per level, or once"
                                + " commits go to other partitions",
                        "2025-03-05: in shape: 1 file");
        assertThat(plan.filesToRewrite()).isZero();
        assertThat(table.state().version()).isEqualTo(version);
    }

    @Test
    void stopsAtTheBudget(Lakehouse lake) {
        LakehouseTable table = withThreeFilesOnOneDayAndOneOnTheNext(lake);
        long bytes = table.optimize().fanIn(3).plan().bytesToRead();

        OptimizeResult unaffordable =
                table.optimize().fanIn(3).maxBytes(bytes - 1).execute();
        assertThat(unaffordable.committed()).isFalse();
        assertThat(unaffordable.left()).containsExactly(TUESDAY);
        OptimizeResult timeless =
                table.optimize().fanIn(3).maxDuration(Duration.ofNanos(1)).execute();
        assertThat(timeless.committed()).isFalse();
        assertThat(timeless.left()).containsExactly(TUESDAY);
        assertThat(table.optimize().fanIn(3).maxBytes(bytes).execute().committed())
                .isTrue();
    }

    @Test
    void refusesWhatMakesNoSense(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);

        assertThatThrownBy(() -> table.optimize().fanIn(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid fan-in of 1 files: a single file cannot be merged with itself; use 2 or more.");
        assertThatThrownBy(() -> table.optimize().maxBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid budget of 0 bytes: use 1 or more.");
        assertThatThrownBy(() -> table.optimize().maxDuration(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid budget of PT0S: use a positive duration.");
    }

    private static Set<String> paths(LakehouseTable table) {
        return DeltaView.files(table).stream().map(AddFile::path).collect(Collectors.toSet());
    }
}
