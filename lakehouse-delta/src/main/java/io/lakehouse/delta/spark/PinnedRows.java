package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.math.BigInt;

/**
 * Rows that are computed once and kept unchanged on local disk until closed. In memory, many rows would take the space
 * needed to sort and join them.
 *
 * <p>This does not use Spark's cache. That stores rows by column and computes min/max statistics for each value, which
 * pays off for readers of few columns. It is also shared between equal plans, so another verb with the same rows could
 * release them.
 *
 * <p>If an executor is lost, its part of the rows is lost and computed again. Nondeterministic rows are not protected
 * against that.
 *
 * @param rows the rows; for a single task if {@link #isSmall}
 * @param isSmall whether the rows are few enough for a single task
 * @param local the rows in the memory of this process, if they are few
 */
public record PinnedRows(JavaRDD<byte[]> blocks, Dataset<Row> rows, boolean isSmall, Optional<LocalRows> local)
        implements AutoCloseable {

    /**
     * Computes the rows and keeps them. This takes one job more than the rows themselves need.
     *
     * @param source the session to compute the rows in: the one they come from, since its settings affect them and its
     *     listeners are notified of the query
     */
    public static PinnedRows of(Dataset<Row> rows, SparkSession source) {
        // Plans the query again, since Spark reuses a query's file listings and shuffle results.
        QueryExecution query =
                Dataset.ofRows(source, rows.queryExecution().analyzed()).queryExecution();
        // Spark notifies listeners of named executions only, including lineage listeners and a caller's Observation.
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
            // The size is known only once the blocks are computed, and the first query's plan can depend on it.
            RowBlocks.Found found = RowBlocks.read(blocks, SingleTask.MAX_LOCAL_BYTES);
            RowBlocks.Size size = found.size();
            Dataset<Row> kept = Dataset.ofRows(spark, relation(spark, query, blocks, size));
            boolean isSmall = SingleTask.fits(spark, size.bytes(), size.rows());
            return new PinnedRows(
                    blocks,
                    isSmall ? SingleTask.of(kept) : kept,
                    isSmall,
                    isSmall ? local(kept.schema(), found.blocks()) : Optional.empty());
        } catch (Throwable e) {
            blocks.unpersist();
            throw e;
        }
    }

    /** The rows as a relation with size statistics, from which Spark chooses the join strategy. */
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

    /** The rows of blocks in the memory of this process; empty without blocks. */
    private static Optional<LocalRows> local(StructType schema, List<byte[]> blocks) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        List<UnsafeRow> all = new ArrayList<>();
        new RowBlocks.Unpacking(schema.length())
                .call(blocks.iterator())
                .forEachRemaining(row -> all.add(((UnsafeRow) row).copy()));
        return Optional.of(LocalRows.of(schema, all));
    }

    @Override
    public void close() {
        blocks.unpersist();
    }
}
