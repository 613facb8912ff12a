package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.skipping.MultiDimClusteringFunctions;
import org.apache.spark.sql.functions;

/**
 * How rows are spread over files: one file a partition, more where it is large, rows sorted inside a file, so that
 * readers skip pages and row groups even where a partition is a single file.
 */
final class FileLayout {

    /** The size of a file in a table of up to {@link #FILES_OF_A_TABLE} of them. */
    private static final long LEAST_FILE_BYTES = 32L << 20;

    private static final long GREATEST_FILE_BYTES = 1L << 30;
    private static final long FILES_OF_A_TABLE = 64;

    /** Into how many ranges the values of a field are put before the ranges of several fields are interleaved. */
    private static final int RANGES = 1024;

    private static final int BITS_OF_RANGES = Integer.numberOfTrailingZeros(RANGES);
    private static final String CURVE = "__curve";

    private FileLayout() {}

    /** The fields that the spec wants rows to be ordered by; empty if it does not care. */
    static List<Field<?>> order(TableSpec spec) {
        return spec.clusteringFields().isEmpty() ? spec.zorderFields() : spec.clusteringFields();
    }

    /** The same as text, as {@link LayoutTag#order} has it. */
    static String orderName(TableSpec spec) {
        return String.join(",", Fields.names(order(spec)));
    }

    /**
     * The size a data file should have in a table of so many bytes: large enough to scan well, small enough to skip and
     * to rewrite cheaply.
     */
    static long targetFileBytes(long tableBytes) {
        long share = Long.highestOneBit(Math.max(1, tableBytes / FILES_OF_A_TABLE));
        return Math.min(GREATEST_FILE_BYTES, Math.max(LEAST_FILE_BYTES, share));
    }

    /** Like {@link #arrange}, by one task. */
    static ArrangedRows arrangeByOneTask(Dataset<Row> rows, TableSpec spec) {
        return sorted(OneTask.of(rows), spec, LayoutTag.ingested(orderName(spec)));
    }

    /** Arranges rows that come in, about as many bytes as told, by one pass: sorted by the fields one after the other. */
    static ArrangedRows arrange(Dataset<Row> rows, TableSpec spec, long expectedBytes) {
        List<Field<?>> order = orderOfIngested(spec);
        int files = (int) Math.max(1, expectedBytes / targetFileBytes(expectedBytes));
        LayoutTag tag = LayoutTag.ingested(orderName(spec));
        Dataset<Row> spread;
        if (spec.isPartitioned()) {
            // Unlike a repartition it splits what is too large for one task.
            spread = rows.hint(
                    "rebalance",
                    spec.partitionFields().stream()
                            .map(field -> field.col().expr())
                            .toArray());
        } else if (files == 1 || order.isEmpty()) {
            spread = rows.hint("rebalance");
        } else {
            spread = rows.repartitionByRange(files, Fields.columns(order));
            tag = tag.inOneRun();
        }
        return sorted(spread, spec, tag);
    }

    private static List<Field<?>> orderOfIngested(TableSpec spec) {
        List<Field<?>> order = new ArrayList<>(spec.partitionFields());
        order.addAll(order(spec).isEmpty() ? spec.keyFields() : order(spec));
        return order.stream().distinct().toList();
    }

    private static ArrangedRows sorted(Dataset<Row> spread, TableSpec spec, LayoutTag tag) {
        Column[] columns = Fields.columns(orderOfIngested(spec));
        return new ArrangedRows(columns.length == 0 ? spread : spread.sortWithinPartitions(columns), tag);
    }

    /**
     * Arranges the rows of whole partitions, each of which becomes one file: sorted along a curve through all fields of
     * the order at once, so that a reader can skip by each of them.
     */
    static Dataset<Row> arrangePartitions(Dataset<Row> rows, TableSpec spec, int partitions) {
        int tasks = Math.min(partitions, rows.sparkSession().sparkContext().defaultParallelism());
        Dataset<Row> ordered = alongCurve(rows, spec);
        Dataset<Row> spread = spec.isPartitioned()
                ? ordered.repartition(tasks, Fields.columns(spec.partitionFields()))
                : ordered.repartition(1);
        return sorted(spread, spec);
    }

    /** Arranges the rows of one partition over several files, none of which overlaps another on the curve. */
    static Dataset<Row> arrangeFiles(Dataset<Row> rows, TableSpec spec, int files) {
        Column[] curve = curve(spec);
        Dataset<Row> ordered = alongCurve(rows, spec);
        return sorted(curve.length == 0 ? ordered.repartition(files) : ordered.repartitionByRange(files, curve), spec);
    }

    private static Dataset<Row> alongCurve(Dataset<Row> rows, TableSpec spec) {
        List<Field<?>> order = order(spec);
        if (order.size() < 2) {
            return rows;
        }
        Column[] ranges = order.stream()
                .map(field -> MultiDimClusteringFunctions.range_partition_id(field.col(), RANGES))
                .toArray(Column[]::new);
        return rows.withColumn(
                CURVE,
                spec.clusteringFields().isEmpty()
                        ? MultiDimClusteringFunctions.interleave_bits(ScalaLists.seq(List.of(ranges)))
                        : MultiDimClusteringFunctions.hilbert_index(BITS_OF_RANGES, ScalaLists.seq(List.of(ranges))));
    }

    /** What rows are sorted by within a partition. */
    private static Column[] curve(TableSpec spec) {
        List<Field<?>> order = order(spec);
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
