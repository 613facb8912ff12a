package io.lakehouse.delta.layout;

import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import java.util.List;

/**
 * The decision about one partition.
 *
 * @param isOverBudget whether it is worth rewriting but exceeds the budget
 */
record PartitionDecision(PartitionPlan plan, List<Rewrite> rewrites, boolean isOverBudget) {}
