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

/** The order that a query would sort rows in. */
public final class RowOrder {

    private RowOrder() {}

    /** The rows in the order of columns. */
    public static LocalRows sorted(SparkSession spark, LocalRows rows, Column... order) {
        List<UnsafeRow> sorted = new ArrayList<>(rows.rows());
        sorted.sort(of(spark, rows.schema(), order));
        return LocalRows.of(rows.schema(), sorted);
    }

    static Comparator<InternalRow> of(SparkSession spark, StructType schema, Column... columns) {
        LogicalPlan plan =
                RowPipeline.input(spark, schema).sort(columns).queryExecution().analyzed();
        if (plan instanceof Sort sort) {
            return ActiveSession.with(
                    spark, () -> RowOrdering.create(sort.order(), sort.child().output()));
        }
        throw new IllegalStateException("Cannot sort by these columns: " + plan + ".");
    }
}
