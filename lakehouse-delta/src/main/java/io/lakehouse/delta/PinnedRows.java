package io.lakehouse.delta;

import static org.apache.spark.sql.functions.lit;

import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that stay as they are until closed, in memory or on local disk. Spark shares what is cached between equal plans,
 * so that another verb with the same rows could end the pinning: a mark makes this plan equal to no other. An executor
 * that is lost takes its part with it, which is computed again then: rows that come out otherwise each time are not
 * safe from that.
 */
record PinnedRows(Dataset<Row> marked, Dataset<Row> rows) implements AutoCloseable {

    private static final String MARK = "__pin";

    static PinnedRows of(Dataset<Row> rows) {
        Dataset<Row> marked =
                rows.withColumn(MARK, lit(UUID.randomUUID().toString())).persist(StorageLevel.MEMORY_AND_DISK());
        return new PinnedRows(marked, marked.drop(MARK));
    }

    @Override
    public void close() {
        marked.unpersist();
    }
}
