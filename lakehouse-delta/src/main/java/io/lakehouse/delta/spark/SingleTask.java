package io.lakehouse.delta.spark;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs small batches in a single task. This is faster than planning and starting several tasks and shuffling rows
 * between them, and a query without a shuffle is a single job.
 */
public final class SingleTask {

    /** The setting for the maximum size of a small batch, in bytes. */
    public static final String MAX_BYTES = "spark.lakehouse.oneTaskBytes";

    /** One core reads, compares and writes this in about half a second, including the start of some ten jobs. */
    public static final int DEFAULT_MAX_BYTES = 8 << 20;

    /** The compressed size up to which rows are kept in memory. */
    static final long MAX_LOCAL_BYTES = DEFAULT_MAX_BYTES;

    /** Limits well-compressed batches: they can have many rows, which a hash join keeps in memory uncompressed. */
    private static final long MAX_ROWS = 200_000;

    private SingleTask() {}

    /** Whether this many rows, with the given compressed size in bytes, fit in one task. */
    public static boolean fits(SparkSession spark, long bytes, long rows) {
        String max = spark.conf().get(MAX_BYTES, String.valueOf(DEFAULT_MAX_BYTES));
        try {
            return rows <= MAX_ROWS && bytes < JavaUtils.byteStringAsBytes(max);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Invalid " + MAX_BYTES + " '" + max + "': use bytes, such as " + DEFAULT_MAX_BYTES
                            + " or 8m; 0 for none.",
                    e);
        }
    }

    /** The rows, computed by a single task. */
    public static Dataset<Row> of(Dataset<Row> rows) {
        return rows.coalesce(1);
    }
}
