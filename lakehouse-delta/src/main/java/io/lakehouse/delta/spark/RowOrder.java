package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.types.StructType;

/** The order that a query would sort rows in. Safe for use by many threads. */
public final class RowOrder {

    private final Comparator<InternalRow> comparator;

    private RowOrder(Comparator<InternalRow> comparator) {
        this.comparator = comparator;
    }

    /** The order of rows with a schema by columns. */
    public static RowOrder of(SparkSession spark, StructType schema, Column... columns) {
        LogicalPlan plan =
                RowPipeline.input(spark, schema).sort(columns).queryExecution().analyzed();
        if (plan instanceof Sort sort) {
            return ActiveSession.with(
                    spark,
                    () -> new RowOrder(
                            RowOrdering.create(sort.order(), sort.child().output())));
        }
        throw new IllegalStateException("Cannot sort by these columns: " + plan + ".");
    }

    /** The rows in this order. */
    public LocalRows sorted(LocalRows rows) {
        List<UnsafeRow> sorted = new ArrayList<>(rows.rows());
        sorted.sort(comparator);
        return LocalRows.of(rows.schema(), sorted);
    }

    boolean isBefore(InternalRow one, InternalRow other) {
        return comparator.compare(one, other) < 0;
    }
}
