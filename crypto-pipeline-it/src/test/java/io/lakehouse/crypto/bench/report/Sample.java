package io.lakehouse.crypto.bench.report;

import java.util.Map;

/**
 * The measurements of one round.
 *
 * @param figures further figures by name; see the constants of this class
 */
public record Sample(double seconds, Map<String, Double> figures) {

    /** The CPU time of the JVM. */
    public static final String CPU_SECONDS = "cpu seconds";

    /** The bytes read through Hadoop's file systems, including the log and the input. */
    public static final String BYTES_READ = "bytes read";

    /** The bytes that Spark's tasks wrote to storage. */
    public static final String BYTES_WRITTEN = "bytes written";

    /** The number of Spark jobs. */
    public static final String JOBS = "jobs";

    /** The peak memory of a command as reported by the system; 0 if the system does not report it. */
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
