package io.lakehouse.crypto.market;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The documented fields of a {@code /coins/markets} record, each named once. Amounts are exact: the API mixes whole
 * numbers, decimals and E-notation in the same field.
 */
public final class MarketFields {

    public static final Field<String> ID = Field.string("id").optional("CoinGecko id");
    public static final Field<String> SYMBOL = Field.string("symbol").optional("ticker symbol");
    public static final Field<String> NAME = Field.string("name").optional("display name");
    public static final Field<String> IMAGE = Field.string("image").optional("logo URL");
    public static final Field<BigDecimal> CURRENT_PRICE = amount("current_price", "price");
    public static final Field<BigDecimal> MARKET_CAP = amount("market_cap", "market capitalisation");
    public static final Field<Integer> MARKET_CAP_RANK =
            Field.integer("market_cap_rank").optional("rank by market capitalisation");
    public static final Field<BigDecimal> FULLY_DILUTED_VALUATION =
            amount("fully_diluted_valuation", "market capitalisation at maximum supply");
    public static final Field<BigDecimal> TOTAL_VOLUME = amount("total_volume", "volume of the last 24 hours");
    public static final Field<BigDecimal> HIGH_24H = amount("high_24h", "highest price of the last 24 hours");
    public static final Field<BigDecimal> LOW_24H = amount("low_24h", "lowest price of the last 24 hours");
    // Differences of tiny prices have more decimals than the prices themselves.
    public static final Field<BigDecimal> PRICE_CHANGE_24H =
            Field.decimal("price_change_24h", 38, 28).optional("change of the price in 24 hours");
    public static final Field<BigDecimal> PRICE_CHANGE_PERCENTAGE_24H =
            amount("price_change_percentage_24h", "change of the price in 24 hours, in percent");
    public static final Field<BigDecimal> MARKET_CAP_CHANGE_24H =
            amount("market_cap_change_24h", "change of the market capitalisation in 24 hours");
    public static final Field<BigDecimal> MARKET_CAP_CHANGE_PERCENTAGE_24H =
            amount("market_cap_change_percentage_24h", "change of the market capitalisation in 24 hours, in percent");
    public static final Field<BigDecimal> CIRCULATING_SUPPLY = amount("circulating_supply", "coins in circulation");
    public static final Field<BigDecimal> TOTAL_SUPPLY = amount("total_supply", "coins that exist");
    public static final Field<BigDecimal> MAX_SUPPLY = amount("max_supply", "coins that can ever exist");
    public static final Field<BigDecimal> ATH = amount("ath", "highest price ever");
    public static final Field<BigDecimal> ATH_CHANGE_PERCENTAGE =
            amount("ath_change_percentage", "distance from the highest price ever, in percent");
    public static final Field<Instant> ATH_DATE = Field.timestamp("ath_date").optional("when the price was highest");
    public static final Field<BigDecimal> ATL = amount("atl", "lowest price ever");
    public static final Field<BigDecimal> ATL_CHANGE_PERCENTAGE =
            amount("atl_change_percentage", "distance from the lowest price ever, in percent");
    public static final Field<Instant> ATL_DATE = Field.timestamp("atl_date").optional("when the price was lowest");
    public static final Field<BigDecimal> ROI_TIMES = amount("times", "return as a multiple");
    public static final Field<String> ROI_CURRENCY = Field.string("currency").optional("currency of the return");
    public static final Field<BigDecimal> ROI_PERCENTAGE = amount("percentage", "return in percent");
    public static final Field<RowValues> ROI =
            Field.struct("roi", ROI_TIMES, ROI_CURRENCY, ROI_PERCENTAGE).optional("return on investment");
    public static final Field<Instant> LAST_UPDATED =
            Field.timestamp("last_updated").optional("when the exchange data was taken, UTC");

    /** The fields of {@link #ROI}. */
    static final List<Field<?>> ROI_FIELDS = List.of(ROI_TIMES, ROI_CURRENCY, ROI_PERCENTAGE);

    /** All fields of a record, in the order in which the API documents them. */
    public static final List<Field<?>> ALL = List.of(
            ID,
            SYMBOL,
            NAME,
            IMAGE,
            CURRENT_PRICE,
            MARKET_CAP,
            MARKET_CAP_RANK,
            FULLY_DILUTED_VALUATION,
            TOTAL_VOLUME,
            HIGH_24H,
            LOW_24H,
            PRICE_CHANGE_24H,
            PRICE_CHANGE_PERCENTAGE_24H,
            MARKET_CAP_CHANGE_24H,
            MARKET_CAP_CHANGE_PERCENTAGE_24H,
            CIRCULATING_SUPPLY,
            TOTAL_SUPPLY,
            MAX_SUPPLY,
            ATH,
            ATH_CHANGE_PERCENTAGE,
            ATH_DATE,
            ATL,
            ATL_CHANGE_PERCENTAGE,
            ATL_DATE,
            ROI,
            LAST_UPDATED);

    private MarketFields() {}

    private static Field<BigDecimal> amount(String name, String comment) {
        return Field.decimal(name, 38, 18).optional(comment);
    }
}
