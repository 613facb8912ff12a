package io.lakehouse.crypto.bench.data;

import static org.apache.spark.sql.functions.to_date;

import io.lakehouse.core.table.Fields;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows of {@link HourlyPrices}, a few for each of many days. */
public final class ManyDays {

    private static final int COINS = 20;

    private ManyDays() {}

    /**
     * Rows for some days in a row.
     *
     * @param every 1 for a row of each coin, 2 for one of every other coin, and so on
     * @param stamp rows with another stamp have other prices and another ingestion time
     */
    public static Dataset<Row> of(SparkSession spark, int firstDay, int days, int every, int stamp) {
        return spark.range((long) firstDay * COINS, (long) (firstDay + days) * COINS, every, 1)
                .selectExpr(
                        "concat(substr(md5(string(id % 20)), 1, 6), '-coin') id",
                        "substr(md5(string(id % 20)), 1, 4) symbol",
                        "timestamp'2024-01-01 12:00:00' + make_dt_interval(int(id div 20), 0, 0, 0) last_updated",
                        "cast(abs(hash(id)) / 1000.0 + " + stamp + " as decimal(38,18)) current_price",
                        "cast(abs(hash(id, 1)) as decimal(38,18)) market_cap",
                        "cast(abs(hash(id, 2)) as decimal(38,18)) total_volume",
                        "timestamp'2024-01-01 00:05:00' + make_dt_interval(0, 0, 0, " + stamp + ") ingested_at")
                .withColumn(HourlyPrices.DAY.name(), to_date(HourlyPrices.LAST_UPDATED.col()))
                .select(Fields.columns(HourlyPrices.FIELDS));
    }
}
