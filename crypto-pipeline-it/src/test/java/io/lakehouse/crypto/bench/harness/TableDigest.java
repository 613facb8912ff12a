package io.lakehouse.crypto.bench.harness;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A digest of rows that does not depend on their order. */
public final class TableDigest {

    private TableDigest() {}

    /** The number of rows and the sum of their hashes over some columns. */
    public static String of(Dataset<Row> rows, List<Field<?>> fields) {
        Row totals = rows.select(
                        xxhash64(Fields.columns(fields)).cast("decimal(38,0)").as("hash"))
                .agg(count(lit(1)), sum(col("hash")))
                .first();
        return totals.getLong(0) + " rows, " + totals.get(1);
    }
}
