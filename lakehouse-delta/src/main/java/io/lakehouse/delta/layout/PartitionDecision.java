package io.lakehouse.delta.layout;

import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import java.util.List;

/**
 * What is decided of one partition.
 *
 * @param isLeft whether it is worth rewriting, and the budget does not allow it
 */
record PartitionDecision(PartitionPlan plan, List<Rewrite> rewrites, boolean isLeft) {}
