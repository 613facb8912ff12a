package io.lakehouse.delta;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import scala.Option;

/** Small results as Spark holds them inside. On the way to Java's types some values become others. */
final class InternalRows {

    private InternalRows() {}

    static List<InternalRow> collect(Dataset<Row> rows) {
        QueryExecution query = rows.queryExecution();
        return SQLExecution.withNewExecutionId(
                query,
                Option.apply("collect"),
                () -> List.of(query.executedPlan().executeCollect()));
    }

    /** The one row of an aggregation. */
    static InternalRow only(Dataset<Row> aggregated) {
        return collect(aggregated).get(0);
    }
}
