package io.lakehouse.crypto.gold;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.silver.SilverPrices;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * One row per coin and day: the course of the price, the last values of the day, and the ranks of the coin among all
 * coins of that day.
 */
public final class CoinDaily implements GoldTable {

    public static final Field<String> ID = SilverPrices.ID;
    public static final Field<String> SYMBOL = MarketFields.SYMBOL;
    public static final Field<String> NAME = MarketFields.NAME;
    public static final Field<BigDecimal> OPEN = price("open", "first price of the day");
    public static final Field<BigDecimal> HIGH = price("high", "highest price of the day");
    public static final Field<BigDecimal> LOW = price("low", "lowest price of the day");
    public static final Field<BigDecimal> CLOSE = price("close", "last price of the day");
    public static final Field<BigDecimal> MARKET_CAP = MarketFields.MARKET_CAP;
    public static final Field<BigDecimal> TOTAL_VOLUME = MarketFields.TOTAL_VOLUME;
    public static final Field<Integer> VOLUME_RANK =
            Field.integer("volume_rank").required("rank by the last volume of the day; ties by id");
    public static final Field<Integer> MARKET_CAP_RANK =
            MarketFields.MARKET_CAP_RANK.required("rank by the last market cap of the day; ties by id");
    public static final Field<Long> SNAPSHOTS = Field.bigint("snapshots").required("snapshots of the coin on that day");

    private static final TableSpec SPEC = TableSpec.builder()
            .name("gold", "coin_daily")
            .comment("one row per coin and day")
            .addFields(ID, SYMBOL, NAME, OPEN, HIGH, LOW, CLOSE, MARKET_CAP, TOTAL_VOLUME)
            .addFields(VOLUME_RANK, MARKET_CAP_RANK, SNAPSHOTS, PARTITION_DATE)
            .addKeyFields(ID, PARTITION_DATE)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(SYMBOL, ID)
            .build();

    CoinDaily() {}

    private static Field<BigDecimal> price(String name, String comment) {
        return Field.decimal(name, 38, 18).optional(comment);
    }

    @Override
    public TableSpec spec() {
        return SPEC;
    }

    @Override
    public Dataset<Row> from(Dataset<Row> silver) {
        Column price = MarketFields.CURRENT_PRICE.col();
        // A snapshot without a price counts neither as open nor as close.
        Column pricedAt = when(price.isNotNull(), SilverPrices.LAST_UPDATED.col());
        return silver.groupBy(ID.col(), PARTITION_DATE.col())
                .agg(
                        last(SYMBOL),
                        last(NAME),
                        min_by(price, pricedAt).as(OPEN.name()),
                        max(price).as(HIGH.name()),
                        min(price).as(LOW.name()),
                        max_by(price, pricedAt).as(CLOSE.name()),
                        last(MARKET_CAP),
                        last(TOTAL_VOLUME),
                        count(lit(1)).as(SNAPSHOTS.name()))
                .withColumn(VOLUME_RANK.name(), rankBy(TOTAL_VOLUME))
                .withColumn(MARKET_CAP_RANK.name(), rankBy(MARKET_CAP))
                .select(Fields.columns(SPEC.fields()));
    }

    /** The value in the last snapshot of the day. */
    private static Column last(Field<?> field) {
        return max_by(field.col(), SilverPrices.LAST_UPDATED.col()).as(field.name());
    }

    private static Column rankBy(Field<?> field) {
        return row_number()
                .over(Window.partitionBy(PARTITION_DATE.col())
                        .orderBy(field.col().desc_nulls_last(), ID.col()));
    }
}
