package io.lakehouse.delta.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The label of this thread's jobs in the Spark UI. Closing it restores the caller's own label. */
public final class JobLabel implements AutoCloseable {

    private static final String PROPERTY = "spark.job.description";

    private final SparkContext context;
    private final @Nullable String previous;

    private JobLabel(SparkContext context, String label) {
        this.context = context;
        this.previous = context.getLocalProperty(PROPERTY);
        context.setLocalProperty(PROPERTY, label);
    }

    public static JobLabel of(SparkSession spark, String label) {
        return new JobLabel(spark.sparkContext(), label);
    }

    @Override
    public void close() {
        context.setLocalProperty(PROPERTY, previous);
    }
}
