package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.delta.OptimizePlan.PartitionPlan;
import io.lakehouse.delta.OptimizePlanner.DataFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizePlannerTest {

    private static final long TARGET = 100;
    private static final Map<String, String> MONDAY = Map.of("day", "2025-03-03");
    private static final Map<String, String> TUESDAY = Map.of("day", "2025-03-04");

    @Test
    void rewritesAPartitionWithEnoughSmallFiles() {
        List<PartitionPlan> plans = OptimizePlanner.plan(
                List.of(new DataFile("a", MONDAY, 10), new DataFile("b", MONDAY, 20), new DataFile("c", MONDAY, 30)),
                3,
                TARGET);

        assertThat(plans)
                .containsExactly(new PartitionPlan(MONDAY, List.of("a", "b", "c"), 60, "3 of 3 files are small"));
    }

    @Test
    void leavesAPartitionAloneThatHasTooFew() {
        List<PartitionPlan> plans =
                OptimizePlanner.plan(List.of(new DataFile("a", MONDAY, 10), new DataFile("b", MONDAY, 20)), 3, TARGET);

        assertThat(plans)
                .containsExactly(new PartitionPlan(MONDAY, List.of(), 0, "2 of 2 files are small, it takes 3"));
    }

    @Test
    void doesNotTouchFilesAboveHalfOfTheTarget() {
        List<PartitionPlan> plans = OptimizePlanner.plan(
                List.of(new DataFile("a", MONDAY, 49), new DataFile("b", MONDAY, 50), new DataFile("c", MONDAY, 1)),
                2,
                TARGET);

        assertThat(plans).containsExactly(new PartitionPlan(MONDAY, List.of("a", "c"), 50, "2 of 3 files are small"));
    }

    @Test
    void decidesForEachPartitionOnItsOwn() {
        List<PartitionPlan> plans = OptimizePlanner.plan(
                List.of(new DataFile("a", MONDAY, 10), new DataFile("b", TUESDAY, 10), new DataFile("c", MONDAY, 10)),
                2,
                TARGET);

        assertThat(plans).extracting(PartitionPlan::isRewrite).containsExactly(true, false);
    }

    @Test
    void plansNothingForAnEmptyTable() {
        assertThat(OptimizePlanner.plan(List.of(), 2, TARGET)).isEmpty();
    }
}
