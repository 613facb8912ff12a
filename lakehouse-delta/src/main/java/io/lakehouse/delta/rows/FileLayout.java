package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.LayoutTag;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.RowOrder;
import io.lakehouse.delta.spark.SingleTask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Distributes rows over files: one file per partition, or more if the partition is large. The rows in a file are
 * sorted, so that readers can skip pages and row groups even if a partition is a single file.
 */
public final class FileLayout {

    /** The target file size for up to {@link #FILES_PER_TABLE} such files. Larger tables have larger files. */
    private static final long MIN_FILE_BYTES = 32L << 20;

    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final long FILES_PER_TABLE = 64;

    private FileLayout() {}

    /** The order fields of the spec as text, in the format of {@link LayoutTag#order}. */
    public static String orderName(TableSpec spec) {
        return String.join(",", Fields.names(spec.orderFields()));
    }

    /**
     * The target size of a data file in a table of the given size: large enough to scan efficiently, small enough to
     * skip and to rewrite cheaply.
     */
    public static long targetFileBytes(long tableBytes) {
        long share = Long.highestOneBit(Math.max(1, tableBytes / FILES_PER_TABLE));
        return Math.min(MAX_FILE_BYTES, Math.max(MIN_FILE_BYTES, share));
    }

    /** Like {@link #arrange}, in one task. */
    public static ArrangedRows arrangeByOneTask(Dataset<Row> rows, TableSpec spec) {
        return sorted(SingleTask.of(rows), spec, LayoutTag.ingested(orderName(spec)));
    }

    /** Sorts rows, which many threads can do, as they are written to a file for each partition. */
    public static UnaryOperator<LocalRows> sorting(SparkSession spark, StructType schema, TableSpec spec) {
        Column[] columns = Fields.columns(orderOfIngested(spec));
        if (columns.length == 0) {
            return rows -> rows;
        }
        return RowOrder.of(spark, schema, columns)::sorted;
    }

    /** The tag of files with rows that are {@linkplain #sorting sorted}. */
    public static LayoutTag tagOfIngested(TableSpec spec) {
        return LayoutTag.ingested(orderName(spec));
    }

    /**
     * Arranges ingested rows in one pass: sorts them by one field after the other rather than along a curve.
     *
     * @param expectedBytes the approximate size of the rows
     */
    public static ArrangedRows arrange(Dataset<Row> rows, TableSpec spec, long expectedBytes) {
        List<Field<?>> order = orderOfIngested(spec);
        int files = (int) Math.max(1, expectedBytes / targetFileBytes(expectedBytes));
        LayoutTag tag = LayoutTag.ingested(orderName(spec));
        Dataset<Row> spread;
        if (spec.isPartitioned()) {
            spread = Queries.rebalanced(rows, Fields.columns(spec.partitionFields()));
        } else if (files == 1 || order.isEmpty()) {
            spread = Queries.rebalanced(rows);
        } else {
            spread = rows.repartitionByRange(files, Fields.columns(order));
            tag = tag.inOneRun();
        }
        return sorted(spread, spec, tag);
    }

    private static List<Field<?>> orderOfIngested(TableSpec spec) {
        List<Field<?>> order = new ArrayList<>(spec.partitionFields());
        order.addAll(spec.orderFields().isEmpty() ? spec.keyFields() : spec.orderFields());
        return order.stream().distinct().toList();
    }

    private static ArrangedRows sorted(Dataset<Row> spread, TableSpec spec, LayoutTag tag) {
        Column[] columns = Fields.columns(orderOfIngested(spec));
        return new ArrangedRows(columns.length == 0 ? spread : spread.sortWithinPartitions(columns), tag);
    }
}
