package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan of an optimize run: which files of each partition it would rewrite and why, and why it leaves other
 * partitions alone. Partitions to rewrite come first, in the order in which they are rewritten: the longest waiting
 * first. The others follow by their values as text.
 *
 * @param version the version of the table that the plan is for
 * @param targetFileBytes the target size of a data file, derived from the size of the table
 * @param order what rows are ordered by, and where that is from; or that files are compacted only
 * @param delegated why Delta's own {@code OPTIMIZE} would rewrite the files, for a table with features that the verbs do
 *     not write themselves; empty if the verb rewrites them
 */
public record OptimizePlan(
        TableName table,
        long version,
        long targetFileBytes,
        String order,
        Optional<String> delegated,
        List<PartitionPlan> partitions) {

    public OptimizePlan {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition.
     *
     * @param partition partition values by column name, as text, null for NULL; empty for an unpartitioned table
     * @param files number of data files in the partition
     * @param rewrite paths of the files to rewrite, relative to the table; empty when the partition is left alone
     * @param bytesToRead size of the files to rewrite
     * @param bytesToWrite size of their rows without the deleted ones
     * @param filesToWrite approximate number of files to write
     * @param sortedRuns number of sorted runs, that is groups of files sorted together, in which a reader has to look
     *     for one value of the order fields; without an order, each file is a run
     * @param sortedRunsAfter number of sorted runs after the rewrite
     * @param waitingSince when the oldest file to rewrite was written; for a partition left alone, when its oldest file
     *     was written
     * @param reason why the files are rewritten, or why none are
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
                + bytesToWrite() + " bytes to write, " + order
                + delegated
                        .map(why -> ", by Delta's own command because " + why + " ")
                        .orElse(" ")
                + ResultText.list(rewrites.stream()
                        .map(plan -> plan.partition() + ": " + plan.reason())
                        .toList());
    }
}
