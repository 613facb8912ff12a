package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an optimise would rewrite, partition by partition, and why; also why the others are left alone. Those to be
 * rewritten come first, in the order in which that is done: the one that has waited longest first.
 *
 * @param version the version of the table that the plan is for
 * @param targetFileBytes the size a data file is to have, which follows the table's
 */
public record OptimizePlan(TableName table, long version, long targetFileBytes, List<PartitionPlan> partitions) {

    public OptimizePlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition.
     *
     * @param partition its values by column name, as text, null for NULL; empty for an unpartitioned table
     * @param files how many data files it has
     * @param rewrite the files to rewrite, relative to the table; empty when the partition is left alone
     * @param bytesToRead their size
     * @param bytesToWrite what of it is to be written again: without rows that were deleted
     * @param filesToWrite about how many files they become
     * @param sortedRuns in how many runs of files, sorted together each, a reader has to look for one value of the
     *     order's fields now; without an order, each file is one
     * @param sortedRunsAfter the same after the rewriting
     * @param waitingSince when the oldest of the files to rewrite was written; of a partition left alone, of its oldest
     * @param reason why they are rewritten, or why nothing is
     */
    public record PartitionPlan(
            Map<String, String> partition,
            int files,
            List<String> rewrite,
            long bytesToRead,
            long bytesToWrite,
            int filesToWrite,
            int sortedRuns,
            int sortedRunsAfter,
            Instant waitingSince,
            String reason) {

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

    public long bytesToRead() {
        return rewrites().stream().mapToLong(PartitionPlan::bytesToRead).sum();
    }

    public long bytesToWrite() {
        return rewrites().stream().mapToLong(PartitionPlan::bytesToWrite).sum();
    }

    @Override
    public String toString() {
        List<PartitionPlan> rewrites = rewrites();
        return "optimize " + table + " at version " + version + ": " + rewrites.size() + " of " + partitions.size()
                + " partitions, " + filesToRewrite() + " files and " + bytesToRead() + " bytes to read, "
                + bytesToWrite() + " bytes to write "
                + ResultText.list(rewrites.stream()
                        .map(plan -> plan.partition() + ": " + plan.reason())
                        .toList());
    }
}
