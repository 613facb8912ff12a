package io.lakehouse.crypto.gold;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.market.MarketFields;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One row per day, computed from the last snapshot of each coin on that day. The table is not partitioned, because a
 * partition per day would be a file for each row. Rows are written in the order of their days instead.
 */
public final class MarketStats implements GoldTable {

    public static final Field<BigDecimal> TOTAL_MARKET_CAP = Field.decimal("total_market_cap", 38, 18)
            .optional("sum of the market caps of the ten coins with the highest volume");
    public static final Field<BigDecimal> AVG_PRICE =
            Field.decimal("avg_price", 38, 18).optional("average price of the ten coins with the highest volume");
    public static final Field<Long> COINS = Field.bigint("coins").required("number of coins on that day");
    public static final Field<BigDecimal> TOTAL_VOLUME =
            MarketFields.TOTAL_VOLUME.optional("sum of the last volumes of all coins");

    private static final int TOP = 10;

    private static final TableSpec SPEC = TableSpec.builder()
            .name("gold", "market_stats")
            .comment("one row per day")
            .addFields(PARTITION_DATE, TOTAL_MARKET_CAP, AVG_PRICE, COINS, TOTAL_VOLUME)
            .addKeyFields(PARTITION_DATE)
            .addZorderFields(PARTITION_DATE)
            .build();

    MarketStats() {}

    @Override
    public TableSpec spec() {
        return SPEC;
    }

    @Override
    public Dataset<Row> from(Dataset<Row> silver) {
        Column isTop = CoinDaily.VOLUME_RANK.col().leq(TOP);
        return GoldTables.COIN_DAILY
                .from(silver)
                .groupBy(PARTITION_DATE.col())
                .agg(
                        sum(when(isTop, CoinDaily.MARKET_CAP.col())).as(TOTAL_MARKET_CAP.name()),
                        avg(when(isTop, CoinDaily.CLOSE.col()))
                                .cast(AVG_PRICE.type().sparkType())
                                .as(AVG_PRICE.name()),
                        count(lit(1)).as(COINS.name()),
                        sum(CoinDaily.TOTAL_VOLUME.col()).as(TOTAL_VOLUME.name()))
                .select(Fields.columns(SPEC.fields()));
    }
}
