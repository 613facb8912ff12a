package io.lakehouse.crypto.bench;

import java.util.Map;

/**
 * What one round took.
 *
 * @param figures further ones by their names, see the constants here
 */
record Sample(double seconds, Map<String, Double> figures) {

    /** CPU time of the JVM. */
    static final String CPU_SECONDS = "cpu seconds";

    /** What was read through Hadoop's file systems, the log and what comes in included. */
    static final String BYTES_READ = "bytes read";

    /** What Spark's tasks wrote to storage. */
    static final String BYTES_WRITTEN = "bytes written";

    /** Spark's jobs. */
    static final String JOBS = "jobs";

    /** The most memory that a command has had, by what the system counts; 0 where it does not. */
    static final String PEAK_BYTES = "peak memory";

    Sample {
        figures = Map.copyOf(figures);
    }

    double figure(String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Unknown figure '" + name + "': this round has " + figures.keySet());
        }
        return value;
    }
}
