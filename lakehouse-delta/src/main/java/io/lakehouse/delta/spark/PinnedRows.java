package io.lakehouse.delta.spark;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.math.BigInt;

/**
 * Rows that stay as they are until closed, on local disk: in memory many of them would take the room that it takes to
 * sort and to join them. Not by Spark's cache: that takes rows apart by column and compares each value with others, for
 * readers of few columns, and is shared between equal plans, so that another verb with the same rows could end the
 * pinning. An executor that is lost takes its part with it, which is computed again then: rows that come out otherwise
 * each time are not safe from that.
 *
 * @param rows them; if they are {@linkplain #isSmall few}, for one task
 * @param isSmall whether they are few enough for one task
 */
public record PinnedRows(JavaRDD<byte[]> blocks, Dataset<Row> rows, boolean isSmall) implements AutoCloseable {

    /**
     * Computes the rows, by one job beyond those that the rows themselves need, and keeps them.
     *
     * @param source the session to compute them in: where they come from, its settings mean something for them, and its
     *     listeners hear of it
     */
    public static PinnedRows of(Dataset<Row> rows, SparkSession source) {
        // Anew, since Spark remembers which files it has read for a query, and what it has exchanged.
        QueryExecution query =
                Dataset.ofRows(source, rows.queryExecution().analyzed()).queryExecution();
        // With a name, or listeners do not hear of it: neither those that follow lineage nor a caller's Observation.
        return SQLExecution.withNewExecutionId(query, Option.apply("pin"), () -> pinned(rows.sparkSession(), query));
    }

    /** Computes the rows in their own session. */
    public static PinnedRows of(Dataset<Row> rows) {
        return of(rows, rows.sparkSession());
    }

    private static PinnedRows pinned(SparkSession spark, QueryExecution query) {
        JavaRDD<byte[]> blocks =
                query.toRdd().toJavaRDD().mapPartitions(new RowBlocks.Packing()).persist(StorageLevel.DISK_ONLY());
        try {
            // Only when they are there it is known how many they are, and a first query can depend on it.
            RowBlocks.Size size = RowBlocks.size(blocks);
            Dataset<Row> kept = Dataset.ofRows(spark, relation(spark, query, blocks, size));
            boolean isSmall = SingleTask.fits(spark, size.bytes(), size.rows());
            return new PinnedRows(blocks, isSmall ? SingleTask.of(kept) : kept, isSmall);
        } catch (Throwable e) {
            blocks.unpersist();
            throw e;
        }
    }

    /** Tells Spark how much there is, which decides how it joins. */
    private static LogicalRDD relation(
            SparkSession spark, QueryExecution query, JavaRDD<byte[]> blocks, RowBlocks.Size size) {
        Statistics statistics = Statistics.apply(
                BigInt.apply(size.bytes()),
                Option.apply(BigInt.apply(size.rows())),
                Statistics.apply$default$3(),
                Statistics.apply$default$4());
        return new LogicalRDD(
                query.analyzed().output(),
                blocks.mapPartitions(new RowBlocks.Unpacking(
                                query.analyzed().output().size()))
                        .rdd(),
                new UnknownPartitioning(0),
                ScalaLists.seq(List.of()),
                false,
                spark,
                Option.apply(statistics),
                Option.empty());
    }

    @Override
    public void close() {
        blocks.unpersist();
    }
}
