package io.lakehouse.delta.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The compiled pipelines of a session, kept for the next batch: analysing and compiling one takes longer than running it
 * on a small batch. Safe for use by many threads.
 */
public final class RowPipelines {

    private static final int MAX_SIZE = 64;

    private final SparkSession spark;
    private final Map<Key, RowPipeline> compiled = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RowPipeline> eldest) {
            return size() > MAX_SIZE;
        }
    };

    /** What a pipeline is made from. */
    private record Key(List<?> made, StructType schema, String zone) {}

    public RowPipelines(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * The pipeline for rows with these columns; empty if only a query can compute it.
     *
     * @param made everything that the steps depend on, besides the columns and the time zone of the session
     */
    public Optional<RowPipeline> get(List<?> made, StructType schema, Function<Dataset<Row>, Dataset<Row>> steps) {
        Key key = new Key(made, schema, Queries.timeZone(spark));
        synchronized (compiled) {
            RowPipeline known = compiled.get(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<RowPipeline> fresh = RowPipeline.of(spark, schema, steps);
        if (fresh.isPresent() && fresh.get().isConstant()) {
            synchronized (compiled) {
                compiled.put(key, fresh.get());
            }
        }
        return fresh;
    }
}
