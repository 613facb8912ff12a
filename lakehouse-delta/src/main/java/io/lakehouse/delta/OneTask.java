package io.lakehouse.delta;

import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * What is so little that one task is done with it before several are planned, started and have exchanged rows. Without
 * an exchange a query is one job.
 */
final class OneTask {

    /** One core reads, compares and writes this in about half a second, in which it also starts some ten jobs. */
    static final int DEFAULT_BYTES = 8 << 20;

    /** What is compressed well has many rows, which a hash join holds in memory as they are. */
    private static final long MAX_ROWS = 200_000;

    /** To open and close a file takes as long as to write many rows. */
    private static final int MAX_FILES = 16;

    private OneTask() {}

    /** Whether one task should work with rows, which are so many bytes when compressed. */
    static boolean suffices(SparkSession spark, long bytes, long rows) {
        String key = DeltaSettings.ONE_TASK_BYTES.key();
        String max = spark.conf().get(key, String.valueOf(DEFAULT_BYTES));
        try {
            return rows <= MAX_ROWS && bytes < JavaUtils.byteStringAsBytes(max);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Invalid " + key + " '" + max + "': use bytes, such as " + DEFAULT_BYTES + " or 8m; 0 for none.",
                    e);
        }
    }

    /**
     * Whether one task should read files of a table and write others instead.
     *
     * @param partitions to how many partitions it writes at most, if that is known
     */
    static boolean suffices(SparkSession spark, List<AddFile> files, OptionalLong partitions) {
        return partitions.isPresent()
                && Math.max(files.size(), partitions.getAsLong()) <= MAX_FILES
                && files.stream().allMatch(file -> Snapshots.rows(file).isPresent())
                && suffices(
                        spark,
                        DeltaTransaction.bytes(files),
                        files.stream()
                                .mapToLong(file -> Snapshots.rows(file).orElseThrow())
                                .sum());
    }

    /** The rows, to be computed by one task. */
    static Dataset<Row> of(Dataset<Row> rows) {
        return rows.coalesce(1);
    }
}
