package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How rows are spread over files: one file a partition, more where it is large, rows sorted by the z-order fields inside
 * a file, so that readers skip row groups and pages even where a partition is a single file.
 */
final class FileLayout {

    /** The size a data file should have: large enough to scan well, small enough to rewrite cheaply. */
    static final long TARGET_FILE_BYTES = 128L << 20;

    private FileLayout() {}

    /** The fields that the spec wants rows to be ordered by; empty if it does not care. */
    static List<Field<?>> order(TableSpec spec) {
        return spec.clusteringFields().isEmpty() ? spec.zorderFields() : spec.clusteringFields();
    }

    /** Arranges rows of about this many bytes for writing. */
    static Dataset<Row> arrange(Dataset<Row> rows, TableSpec spec, long expectedBytes) {
        List<Field<?>> order = new ArrayList<>(spec.partitionFields());
        order.addAll(order(spec).isEmpty() ? spec.keyFields() : order(spec));
        order = order.stream().distinct().toList();
        int files = (int) Math.max(1, expectedBytes / TARGET_FILE_BYTES);
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
        }
        Column[] columns = Fields.columns(order);
        return columns.length == 0 ? spread : spread.sortWithinPartitions(columns);
    }
}
