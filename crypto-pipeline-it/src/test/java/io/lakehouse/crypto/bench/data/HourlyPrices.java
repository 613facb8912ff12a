package io.lakehouse.crypto.bench.data;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A table of 250 coins with one row per coin and hour, and rows for it. Tickers are prefixes of the ids, and figures
 * never repeat.
 */
public final class HourlyPrices {

    public static final int COINS = 250;
    public static final LocalDate FIRST_DAY = LocalDate.parse("2024-01-01");

    public static final Field<String> ID = Field.string("id").required("coin");
    public static final Field<String> SYMBOL = Field.string("symbol").required("ticker");
    public static final Field<Instant> LAST_UPDATED =
            Field.timestamp("last_updated").required("UTC");
    public static final Field<BigDecimal> PRICE =
            Field.decimal("current_price", 38, 18).optional("USD");
    public static final Field<BigDecimal> CAP =
            Field.decimal("market_cap", 38, 18).optional("USD");
    public static final Field<BigDecimal> VOLUME =
            Field.decimal("total_volume", 38, 18).optional("USD");
    public static final Field<Instant> INGESTED_AT =
            Field.timestamp("ingested_at").optional("UTC");
    public static final Field<LocalDate> DAY =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    public static final List<Field<?>> FIELDS = List.of(ID, SYMBOL, LAST_UPDATED, PRICE, CAP, VOLUME, INGESTED_AT, DAY);

    private HourlyPrices() {}

    public static TableSpec spec(String name) {
        return TableSpec.builder()
                .name("silver", name)
                .addAllFields(FIELDS)
                .addKeyFields(ID, LAST_UPDATED)
                .addPartitionFields(DAY)
                .addZorderFields(SYMBOL, ID)
                .build();
    }

    /** The spec of a table for the same rows without a key, to which batches are appended as they arrive. */
    public static TableSpec specWithoutKey(String name) {
        return TableSpec.builder()
                .name("bronze", name)
                .addAllFields(FIELDS)
                .addPartitionFields(DAY)
                .build();
    }

    /** The rows of this number of hours, in order of the hour. */
    public static Dataset<Row> hours(SparkSession spark, int from, int hours) {
        return spark.range((long) from * COINS, (long) (from + hours) * COINS, 1, 1)
                .selectExpr(
                        "concat(substr(md5(string(id % 250)), 1, 6), '-coin') id",
                        "substr(md5(string(id % 250)), 1, 4) symbol",
                        "timestamp'2024-01-01 00:00:00' + make_dt_interval(0, int(id div 250), 0, 0) last_updated",
                        "cast(abs(hash(id)) / 1000.0 as decimal(38,18)) current_price",
                        "cast(abs(hash(id, 1)) as decimal(38,18)) market_cap",
                        "cast(abs(hash(id, 2)) as decimal(38,18)) total_volume",
                        "timestamp'2024-01-01 00:05:00' + make_dt_interval(0, int(id div 250), 0, 0) ingested_at");
    }

    /** The id of a coin. */
    public static String id(SparkSession spark, int coin) {
        return spark.range(1)
                .selectExpr("concat(substr(md5('" + coin + "'), 1, 6), '-coin')")
                .first()
                .getString(0);
    }
}
