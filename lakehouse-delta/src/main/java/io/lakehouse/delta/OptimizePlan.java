package io.lakehouse.delta;

import java.util.List;
import java.util.Map;

/**
 * What an optimise would rewrite, partition by partition, and why; also why the others are left alone.
 *
 * @param version the version of the table that the plan is for
 */
public record OptimizePlan(long version, List<PartitionPlan> partitions) {

    public OptimizePlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition.
     *
     * @param partition its values by column name, as text; empty for an unpartitioned table
     * @param rewrite the files to rewrite, relative to the table; empty when the partition is left alone
     * @param bytesToRewrite their size
     * @param reason why they are rewritten, or why nothing is
     */
    public record PartitionPlan(
            Map<String, String> partition, List<String> rewrite, long bytesToRewrite, String reason) {

        public PartitionPlan {
            rewrite = List.copyOf(rewrite);
        }

        public boolean isRewrite() {
            return !rewrite.isEmpty();
        }
    }

    /** The partitions that would be rewritten. */
    public List<PartitionPlan> rewrites() {
        return partitions.stream().filter(PartitionPlan::isRewrite).toList();
    }

    public long filesToRewrite() {
        return rewrites().stream().mapToLong(plan -> plan.rewrite().size()).sum();
    }

    public long bytesToRewrite() {
        return rewrites().stream().mapToLong(PartitionPlan::bytesToRewrite).sum();
    }
}
