package io.lakehouse.delta.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.streaming.StreamExecution;

/** What Spark tells about a micro-batch of a streaming query. */
public final class MicroBatches {

    private MicroBatches() {}

    /** The id of the query that runs the current thread's batch; its checkpoint keeps it over restarts. */
    public static String queryOf(Dataset<Row> batch) {
        return batch.sparkSession().sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
    }
}
