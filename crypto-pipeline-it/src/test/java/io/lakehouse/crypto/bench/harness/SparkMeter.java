package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Sample;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Counts what a session does: its jobs, what its tasks write, and what is read through Hadoop's file systems, by tasks
 * and by the driver. Spark's own count of what tasks read has in it what they take from memory.
 */
public final class SparkMeter extends SparkListener {

    private final SparkSession spark;
    private long readBefore = StorageMeter.readSoFar();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();

    private SparkMeter(SparkSession spark) {
        this.spark = spark;
    }

    public static SparkMeter on(SparkSession spark) {
        SparkMeter meter = new SparkMeter(spark);
        spark.sparkContext().addSparkListener(meter);
        return meter;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        jobs.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
            written.addAndGet(end.taskMetrics().outputMetrics().bytesWritten());
        }
    }

    /** Forgets what was counted so far. */
    public void reset() {
        waitForListeners();
        readBefore = StorageMeter.readSoFar();
        written.set(0);
        jobs.set(0);
    }

    /** What was counted since, by the names of {@link Sample}. */
    public Map<String, Double> figures() {
        waitForListeners();
        return Map.of(
                Sample.BYTES_READ, (double) StorageMeter.readSoFar() - readBefore,
                Sample.BYTES_WRITTEN, (double) written.get(),
                Sample.JOBS, (double) jobs.get());
    }

    private void waitForListeners() {
        try {
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's listeners do not keep up, so that no figure would be right", e);
        }
    }
}
