package io.lakehouse.crypto.bench.report;

import java.util.Map;

/**
 * What one round took.
 *
 * @param figures further ones by their names, see the constants here
 */
public record Sample(double seconds, Map<String, Double> figures) {

    /** CPU time of the JVM. */
    public static final String CPU_SECONDS = "cpu seconds";

    /** What was read through Hadoop's file systems, the log and what comes in included. */
    public static final String BYTES_READ = "bytes read";

    /** What Spark's tasks wrote to storage. */
    public static final String BYTES_WRITTEN = "bytes written";

    /** Spark's jobs. */
    public static final String JOBS = "jobs";

    /** The most memory that a command has had, by what the system counts; 0 where it does not. */
    public static final String PEAK_BYTES = "peak memory";

    public Sample {
        figures = Map.copyOf(figures);
    }

    public double figure(String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Unknown figure '" + name + "': this round has " + figures.keySet());
        }
        return value;
    }
}
