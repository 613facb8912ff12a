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
 * Counts the work of a session: its jobs, the bytes that its tasks write, and the bytes that tasks and the driver read
 * through Hadoop's file systems. Spark's own count of bytes read is not used because it includes what tasks read from
 * memory.
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

    /** Resets all counts. */
    public void reset() {
        waitForListeners();
        readBefore = StorageMeter.readSoFar();
        written.set(0);
        jobs.set(0);
    }

    /** The counts since the last reset, by the names in {@link Sample}. */
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
