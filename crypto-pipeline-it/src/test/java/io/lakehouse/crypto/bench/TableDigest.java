package io.lakehouse.crypto.bench;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.lakehouse.core.table.Fields;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** What rows are told apart by, whatever their order. */
final class TableDigest {

    private TableDigest() {}

    /** Of all columns of {@link HourlyPrices}: the number of rows and the sum of their hashes. */
    static String of(Dataset<Row> rows) {
        Row totals = rows.select(xxhash64(Fields.columns(HourlyPrices.FIELDS))
                        .cast(DataTypes.createDecimalType(38, 0))
                        .as("hash"))
                .agg(count(lit(1)), sum("hash"))
                .first();
        return totals.get(0) + " rows, " + totals.get(1);
    }
}
