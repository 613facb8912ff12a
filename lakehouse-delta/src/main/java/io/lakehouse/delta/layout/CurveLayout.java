package io.lakehouse.delta.layout;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.SpaceFillingCurve;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Sorts rows along a space-filling curve, Hilbert or z-order, through all order fields at once, so that each of them
 * allows data skipping.
 */
final class CurveLayout {

    private static final String CURVE = "__lakehouse_curve";

    private CurveLayout() {}

    /** Arranges the rows of whole partitions, each of which becomes one file. */
    static Dataset<Row> arrangePartitions(Dataset<Row> rows, TableSpec spec, int partitions) {
        int tasks = Math.min(partitions, rows.sparkSession().sparkContext().defaultParallelism());
        Dataset<Row> ordered = alongCurve(rows, spec);
        Dataset<Row> spread = spec.isPartitioned()
                ? ordered.repartition(tasks, Fields.columns(spec.partitionFields()))
                : ordered.repartition(1);
        return sorted(spread, spec);
    }

    /** Arranges the rows of one partition in several files that do not overlap on the curve. */
    static Dataset<Row> arrangeFiles(Dataset<Row> rows, TableSpec spec, int files) {
        Column[] curve = curve(spec);
        Dataset<Row> ordered = alongCurve(rows, spec);
        return sorted(curve.length == 0 ? ordered.repartition(files) : ordered.repartitionByRange(files, curve), spec);
    }

    private static Dataset<Row> alongCurve(Dataset<Row> rows, TableSpec spec) {
        List<Field<?>> order = spec.orderFields();
        if (order.size() < 2) {
            return rows;
        }
        List<Column> columns = List.of(Fields.columns(order));
        return rows.withColumn(
                CURVE,
                spec.clusteringFields().isEmpty()
                        ? SpaceFillingCurve.zorder(columns)
                        : SpaceFillingCurve.hilbert(columns));
    }

    /** The columns that rows are sorted by within a partition. */
    private static Column[] curve(TableSpec spec) {
        List<Field<?>> order = spec.orderFields();
        List<Column> columns = new ArrayList<>();
        if (order.size() > 1) {
            columns.add(functions.col(CURVE));
        }
        columns.addAll(List.of(Fields.columns(order.isEmpty() ? spec.keyFields() : order)));
        return columns.toArray(Column[]::new);
    }

    private static Dataset<Row> sorted(Dataset<Row> rows, TableSpec spec) {
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(spec.partitionFields())));
        columns.addAll(List.of(curve(spec)));
        Dataset<Row> sorted = columns.isEmpty() ? rows : rows.sortWithinPartitions(columns.toArray(Column[]::new));
        return sorted.drop(CURVE);
    }
}
