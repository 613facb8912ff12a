package io.lakehouse.crypto.bench.rivals;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.silver.SilverPrices;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The pipeline's Gold tables, plus two more of the kind that a user might add. */
public final class MoreGold {

    private static final Field<Long> SNAPSHOTS = Field.bigint("snapshots").required("snapshots");
    private static final Field<BigDecimal> AVG_PRICE =
            Field.decimal("avg_price", 38, 18).optional("average price");

    public static final List<GoldTable> ALL =
            List.of(GoldTables.COIN_DAILY, GoldTables.MARKET_STATS, new WeekDays(), new SymbolDaily());

    private MoreGold() {}

    /** One row per day, with its day of the week. */
    private static final class WeekDays implements GoldTable {

        private static final Field<Integer> WEEK_DAY = Field.integer("week_day").required("1 is Sunday");
        private static final Field<Long> COINS = Field.bigint("coins").required("coins");
        private static final TableSpec SPEC = TableSpec.builder()
                .name("gold", "week_days")
                .addFields(PARTITION_DATE, WEEK_DAY, SNAPSHOTS, COINS, AVG_PRICE)
                .addKeyFields(PARTITION_DATE)
                .addZorderFields(PARTITION_DATE)
                .build();

        @Override
        public TableSpec spec() {
            return SPEC;
        }

        @Override
        public Dataset<Row> from(Dataset<Row> silver) {
            return silver.groupBy(
                            PARTITION_DATE.col(),
                            dayofweek(PARTITION_DATE.col()).as(WEEK_DAY.name()))
                    .agg(
                            count(lit(1)).as(SNAPSHOTS.name()),
                            countDistinct(SilverPrices.ID.col()).as(COINS.name()),
                            avg(MarketFields.CURRENT_PRICE.col())
                                    .cast(AVG_PRICE.type().sparkType())
                                    .as(AVG_PRICE.name()))
                    .select(Fields.columns(SPEC.fields()));
        }
    }

    /** One row per ticker and day. */
    private static final class SymbolDaily implements GoldTable {

        private static final Field<String> SYMBOL = MarketFields.SYMBOL.required("ticker");
        private static final Field<BigDecimal> HIGH =
                Field.decimal("high", 38, 18).optional("highest price");
        private static final Field<BigDecimal> LOW =
                Field.decimal("low", 38, 18).optional("lowest price");
        private static final Field<BigDecimal> VOLUME =
                Field.decimal("volume", 38, 18).optional("sum of the volumes seen");
        private static final TableSpec SPEC = TableSpec.builder()
                .name("gold", "symbol_daily")
                .addFields(SYMBOL, SNAPSHOTS, HIGH, LOW, AVG_PRICE, VOLUME, PARTITION_DATE)
                .addKeyFields(SYMBOL, PARTITION_DATE)
                .addPartitionFields(PARTITION_DATE)
                .addZorderFields(SYMBOL)
                .build();

        @Override
        public TableSpec spec() {
            return SPEC;
        }

        @Override
        public Dataset<Row> from(Dataset<Row> silver) {
            return silver.groupBy(SYMBOL.col(), PARTITION_DATE.col())
                    .agg(
                            count(lit(1)).as(SNAPSHOTS.name()),
                            max(MarketFields.CURRENT_PRICE.col()).as(HIGH.name()),
                            min(MarketFields.CURRENT_PRICE.col()).as(LOW.name()),
                            avg(MarketFields.CURRENT_PRICE.col())
                                    .cast(AVG_PRICE.type().sparkType())
                                    .as(AVG_PRICE.name()),
                            sum(MarketFields.TOTAL_VOLUME.col()).as(VOLUME.name()))
                    .select(Fields.columns(SPEC.fields()));
        }
    }
}
