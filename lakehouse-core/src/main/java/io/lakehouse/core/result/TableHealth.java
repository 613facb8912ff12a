package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;
import java.util.Map;

/**
 * The health of a table, determined from its log and statistics alone. {@link #toString()} formats it as text,
 * {@link #toJson()} as JSON.
 *
 * @param location the location of the table, as a URI
 * @param version the version that all figures describe
 * @param rows number of readable rows; rows in files without statistics are not counted
 * @param bytes size of the data files
 * @param fileBytes sizes of the data files
 * @param smallFiles fraction of files smaller than half the table's target file size, 0 to 1
 * @param filesWithStatistics fraction of files with a row count and with min/max statistics of the order fields, 0 to 1
 * @param sortedRuns average number of sorted runs, that is groups of files sorted together, in which a reader has to
 *     look in a partition; 1 is best
 * @param deletedRows fraction of rows that deletion vectors mark as deleted, which each scan reads and drops, 0 to 1
 * @param keptFiles removed files that are still stored for older versions within the retention
 * @param keptBytes size of the kept files
 * @param expiredFiles removed files that a vacuum can delete now, by the log alone
 * @param expiredBytes size of the expired files
 * @param commitsSinceCheckpoint commits after the last checkpoint, which readers of the table read one by one
 * @param partitions all partitions, those with the most sorted runs first
 * @param findings what is wrong, what it costs and how to fix it; empty if the table is healthy
 */
public record TableHealth(
        TableName table,
        String location,
        long version,
        long rows,
        int files,
        long bytes,
        FileBytes fileBytes,
        double smallFiles,
        double filesWithStatistics,
        double sortedRuns,
        double deletedRows,
        long keptFiles,
        long keptBytes,
        long expiredFiles,
        long expiredBytes,
        long commitsSinceCheckpoint,
        List<PartitionHealth> partitions,
        List<Finding> findings) {

    public TableHealth {
        partitions = List.copyOf(partitions);
        findings = List.copyOf(findings);
    }

    /**
     * Sizes of data files: minimum, 10th percentile, median, 90th percentile and maximum. All 0 if there are no files.
     */
    public record FileBytes(long min, long p10, long median, long p90, long max) {}

    /**
     * One partition.
     *
     * @param partition partition values by column name, as text, null for NULL; empty for an unpartitioned table
     * @param sortedRuns number of sorted runs in which a reader has to look
     * @param advice what an optimize run would do with the partition now, and why
     */
    public record PartitionHealth(
            Map<String, String> partition, int files, long bytes, int sortedRuns, String advice) {}

    /**
     * A problem of the table.
     *
     * @param what the problem, with figures
     * @param cost what it costs in reads or in storage
     * @param remedy the verb that fixes it, or what else to do
     */
    public record Finding(Kind kind, String what, String cost, String remedy) {}

    /** The kind of a problem. */
    public enum Kind {
        /** Files that are worth compacting or sorting. */
        LAYOUT,
        /** Files without the statistics that data skipping relies on. */
        STATISTICS,
        /** Rows that deletion vectors mark as deleted. */
        DELETED_ROWS,
        /** Removed files that no version within the retention needs. */
        EXPIRED_FILES,
        /** Many commits since the last checkpoint. */
        LOG,
        /** Partitions that are too small. */
        OVER_PARTITIONED,
        /** The table differs from its spec. */
        DRIFT
    }

    /** A copy with these findings. */
    public TableHealth withFindings(List<Finding> others) {
        return new TableHealth(
                table,
                location,
                version,
                rows,
                files,
                bytes,
                fileBytes,
                smallFiles,
                filesWithStatistics,
                sortedRuns,
                deletedRows,
                keptFiles,
                keptBytes,
                expiredFiles,
                expiredBytes,
                commitsSinceCheckpoint,
                partitions,
                others);
    }

    public boolean isHealthy() {
        return findings.isEmpty();
    }

    /**
     * Formats the health as one JSON object. Keys are the names of the record components in snake_case, shares are 0 to
     * 1, sizes are bytes.
     */
    public String toJson() {
        return HealthReport.json(this);
    }

    @Override
    public String toString() {
        return HealthReport.text(this);
    }
}
