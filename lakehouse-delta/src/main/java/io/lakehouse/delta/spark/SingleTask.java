package io.lakehouse.delta.spark;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Small batches are done by one task, sooner than several tasks are planned, started and have exchanged rows: a query
 * without an exchange is one job.
 */
public final class SingleTask {

    /** The setting of how many bytes are small. */
    public static final String MAX_BYTES = "spark.lakehouse.oneTaskBytes";

    /** One core reads, compares and writes this in about half a second, in which it also starts some ten jobs. */
    public static final int DEFAULT_MAX_BYTES = 8 << 20;

    /** What is compressed well has many rows, which a hash join holds in memory as they are. */
    private static final long MAX_ROWS = 200_000;

    private SingleTask() {}

    /** Whether rows are few enough for one task, which are so many bytes when compressed. */
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

    /** The rows, to be computed by one task. */
    public static Dataset<Row> of(Dataset<Row> rows) {
        return rows.coalesce(1);
    }
}
