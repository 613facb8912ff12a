package io.lakehouse.crypto.bench.data;

import static io.lakehouse.crypto.bench.data.HourlyPrices.DAY;
import static io.lakehouse.crypto.bench.data.HourlyPrices.ID;

import java.time.LocalDate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/** Typical queries on hourly prices. */
public enum PriceQuery {
    COIN("one coin, all history"),
    COIN_AND_MONTH("one coin, 30 days"),
    COINS_AND_DAY("20 coins, one day"),
    DAY_OF_ALL("all coins, one day");

    private static final int MONTH = 30;

    private final String text;

    PriceQuery(String text) {
        this.text = text;
    }

    /** The name used in tables. */
    public String text() {
        return text;
    }

    /** The filter that selects the rows of the answer. Days are taken from the middle of the history. */
    public Column filter(SparkSession spark, int days) {
        LocalDate middle = HourlyPrices.FIRST_DAY.plusDays(days / 2);
        Column coin = ID.col().equalTo(HourlyPrices.id(spark, 17));
        return switch (this) {
            case COIN -> coin;
            case COIN_AND_MONTH ->
                coin.and(DAY.col().between(middle.minusDays(MONTH / 2), middle.plusDays(MONTH / 2 - 1)));
            case COINS_AND_DAY -> coins(spark).and(DAY.col().equalTo(middle));
            case DAY_OF_ALL -> DAY.col().equalTo(middle);
        };
    }

    private static Column coins(SparkSession spark) {
        return ID.col()
                .isin(IntStream.range(0, 20)
                        .mapToObj(coin -> HourlyPrices.id(spark, coin * 12))
                        .toArray());
    }
}
