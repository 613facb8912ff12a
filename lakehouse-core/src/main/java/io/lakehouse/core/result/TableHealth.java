package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;
import java.util.Map;

/**
 * What shape a table is in, from its log and statistics alone. As text by {@link #toString()}, as JSON by
 * {@link #toJson()}.
 *
 * @param location where it is, as a URI
 * @param version the version all figures belong to
 * @param rows rows that can be read; of files without statistics none are counted
 * @param bytes size of the data files
 * @param fileBytes sizes of the data files
 * @param smallFiles share of files smaller than half of what a file of this table should have, 0 to 1
 * @param filesWithStatistics share of files with row counts, and minima and maxima of the fields the table is ordered
 *     by, 0 to 1
 * @param sortedRuns in how many runs of files, sorted together each, a reader has to look in a partition, on average
 *     over the partitions; 1 is best
 * @param deletedRows share of rows that deletion vectors mark, which are read and dropped each time, 0 to 1
 * @param keptFiles removed files that are stored for older versions, inside the retention
 * @param keptBytes their size
 * @param expiredFiles removed files that a vacuum by the log can delete now
 * @param expiredBytes their size
 * @param commitsSinceCheckpoint commits that a reader has to read one by one
 * @param partitions each partition, those with most sorted runs first
 * @param findings what is wrong, what it costs, and what mends it; empty if the table is healthy
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

    /** Sizes of data files: the least, the 10th, 50th and 90th of 100, the greatest. All 0 if there are none. */
    public record FileBytes(long least, long p10, long median, long p90, long greatest) {}

    /**
     * One partition.
     *
     * @param partition its values by column name, as text, null for NULL; empty for an unpartitioned table
     * @param sortedRuns in how many runs of files, sorted together each, a reader has to look
     * @param advice what an optimise would do with it now, and why
     */
    public record PartitionHealth(
            Map<String, String> partition, int files, long bytes, int sortedRuns, String advice) {}

    /**
     * Something that is wrong.
     *
     * @param what what it is, with figures
     * @param cost what it costs those who read or store the table
     * @param remedy the verb that mends it, or what else to do
     */
    public record Finding(Kind kind, String what, String cost, String remedy) {}

    /** What can be wrong. */
    public enum Kind {
        /** Files that are worth joining or sorting. */
        LAYOUT,
        /** Files without the statistics that readers skip by. */
        STATISTICS,
        /** Rows that deletion vectors mark. */
        DELETED_ROWS,
        /** Removed files that nobody needs any more. */
        EXPIRED_FILES,
        /** A long log after the last checkpoint. */
        LOG,
        /** Partitions too small to be worth one. */
        OVER_PARTITIONED,
        /** The table differs from its spec. */
        DRIFT
    }

    /** The same with these findings. */
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

    /** One JSON object; keys are this record's names in snake_case, shares are 0 to 1, sizes are bytes. */
    public String toJson() {
        return HealthReport.json(this);
    }

    @Override
    public String toString() {
        return HealthReport.text(this);
    }
}
