package io.lakehouse.crypto.bench;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Counts what the tasks of a query read from storage, footers included. */
final class BytesRead extends SparkListener {

    private final AtomicLong bytes = new AtomicLong();
    private final SparkSession spark;

    private BytesRead(SparkSession spark) {
        this.spark = spark;
    }

    static BytesRead on(SparkSession spark) {
        BytesRead counter = new BytesRead(spark);
        spark.sparkContext().addSparkListener(counter);
        return counter;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
            bytes.addAndGet(end.taskMetrics().inputMetrics().bytesRead());
        }
    }

    /** By a query of all columns of the rows that a filter matches. */
    long of(Dataset<Row> rows, Column filter) {
        waitForListeners();
        // Delta's own reading of its log is not what is measured: it is warm after the first time.
        scan(rows, filter);
        waitForListeners();
        bytes.set(0);
        scan(rows, filter);
        waitForListeners();
        return bytes.get();
    }

    private static void scan(Dataset<Row> rows, Column filter) {
        rows.filter(filter)
                .select(functions.xxhash64(functions.col("*")).as("hash"))
                .agg(functions.max("hash"))
                .collectAsList();
    }

    private void waitForListeners() {
        try {
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's listeners do not keep up, so that no figure would be right", e);
        }
    }
}
