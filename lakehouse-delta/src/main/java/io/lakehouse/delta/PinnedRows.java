package io.lakehouse.delta;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.columnar.CachedRDDBuilder;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/**
 * Rows that stay as they are until closed, in memory or on local disk. Spark shares what is cached between equal plans,
 * so that another verb with the same rows could end the pinning: a mark makes this plan equal to no other. An executor
 * that is lost takes its part with it, which is computed again then: rows that come out otherwise each time are not
 * safe from that.
 *
 * @param rows them; if they are {@link #areFew few}, for one task
 * @param areFew whether one task should work with them
 */
record PinnedRows(Dataset<Row> marked, Dataset<Row> rows, boolean areFew) implements AutoCloseable {

    private static final String MARK = "__pin";

    /** Computes the rows, by one job beyond those that the rows themselves need, and keeps them. */
    static PinnedRows of(Dataset<Row> rows) {
        Dataset<Row> marked =
                rows.withColumn(MARK, lit(UUID.randomUUID().toString())).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            CachedRDDBuilder cache = filled(marked);
            boolean areFew = OneTask.suffices(
                    rows.sparkSession(),
                    cache.sizeInBytesStats().value(),
                    cache.rowCountStats().value());
            Dataset<Row> kept = marked.drop(MARK);
            return new PinnedRows(marked, areFew ? OneTask.of(kept) : kept, areFew);
        } catch (Throwable e) {
            marked.unpersist();
            throw e;
        }
    }

    /** Fills the cache by a job of its own: only then is it known how much there is, and a first query can depend on it. */
    private static CachedRDDBuilder filled(Dataset<Row> marked) {
        // Hints of the caller's stand above it.
        CachedRDDBuilder cache = ((InMemoryRelation)
                        marked.queryExecution().withCachedData().collectLeaves().head())
                .cacheBuilder();
        SQLExecution.withNewExecutionId(
                marked.queryExecution(),
                Option.empty(),
                () -> cache.cachedColumnBuffers().count());
        return cache;
    }

    /**
     * Whether one task should do what there is to do with the rows and with files of a table.
     *
     * @param files those to read, and perhaps to replace
     * @param partitions how many partitions are written at most, if that is known
     */
    boolean isLittleWith(List<AddFile> files, OptionalLong partitions) {
        return areFew && OneTask.suffices(rows.sparkSession(), files, partitions);
    }

    @Override
    public void close() {
        marked.unpersist();
    }
}
