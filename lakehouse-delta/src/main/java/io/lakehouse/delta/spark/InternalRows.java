package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.types.DataType;
import scala.Option;

/** Small query results in Spark's internal form. */
public final class InternalRows {

    private InternalRows() {}

    static List<InternalRow> collect(Dataset<Row> rows) {
        QueryExecution query = rows.queryExecution();
        return SQLExecution.withNewExecutionId(
                query,
                Option.apply("collect"),
                () -> List.of(query.executedPlan().executeCollect()));
    }

    /** The values of the first column, none of which is NULL. */
    public static List<SparkValue> values(Dataset<Row> rows, DataType type) {
        return collect(rows).stream()
                .map(row -> SparkValue.of(row.get(0, type), type))
                .toList();
    }

    /** The single row of an aggregation. */
    public static Aggregates only(Dataset<Row> aggregated) {
        return new Aggregates(collect(aggregated).get(0));
    }

    /** The values of one row, by position. */
    public static final class Aggregates {

        private final InternalRow row;

        private Aggregates(InternalRow row) {
            this.row = row;
        }

        public long getLong(int position) {
            return row.getLong(position);
        }

        /** A value that is not NULL. */
        public SparkValue value(int position, DataType type) {
            return SparkValue.of(row.get(position, type), type);
        }

        /** The values of a {@code collect_set} of single-value structs; empty for NULL. */
        public List<Optional<SparkValue>> wrapped(int position, DataType type) {
            ArrayData structs = row.getArray(position);
            List<Optional<SparkValue>> values = new ArrayList<>();
            for (int index = 0; index < structs.numElements(); index++) {
                InternalRow struct = structs.getStruct(index, 1);
                values.add(
                        struct.isNullAt(0) ? Optional.empty() : Optional.of(SparkValue.of(struct.get(0, type), type)));
            }
            return values;
        }
    }
}
