package io.lakehouse.crypto.silver;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.MarketFields;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Typed snapshots: one row per coin and instant. */
public final class SilverPrices {

    public static final Field<String> ID = MarketFields.ID.required("CoinGecko id");
    public static final Field<Instant> LAST_UPDATED =
            MarketFields.LAST_UPDATED.required("when the exchange data was taken, UTC");
    public static final Field<Instant> INGESTED_AT = BronzePrices.INGESTED_AT;
    public static final Field<LocalDate> PARTITION_DATE =
            Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);

    private static final int MAX_ID_LENGTH = 200;
    private static final Instant FIRST_BITCOIN_BLOCK = Instant.parse("2009-01-03T18:15:05Z");

    private static final List<Field<BigDecimal>> NEVER_NEGATIVE = List.of(
            MarketFields.CURRENT_PRICE,
            MarketFields.MARKET_CAP,
            MarketFields.FULLY_DILUTED_VALUATION,
            MarketFields.TOTAL_VOLUME,
            MarketFields.HIGH_24H,
            MarketFields.LOW_24H,
            MarketFields.CIRCULATING_SUPPLY,
            MarketFields.TOTAL_SUPPLY,
            MarketFields.MAX_SUPPLY,
            MarketFields.ATH,
            MarketFields.ATL);

    /**
     * Limits that are far above all money in any currency, and so low that sums and averages over a market fit: the
     * average of a decimal(38,18) has 16 digits before the decimal point.
     */
    private static final Map<Field<BigDecimal>, BigDecimal> MAXIMUM = Map.of(
            MarketFields.CURRENT_PRICE, new BigDecimal("1e15"),
            MarketFields.MARKET_CAP, new BigDecimal("1e18"),
            MarketFields.TOTAL_VOLUME, new BigDecimal("1e16"));

    public static final TableSpec SPEC = TableSpec.builder()
            .name("silver", "crypto_prices")
            .comment("one row per coin and instant")
            .addAllFields(marketFields())
            .addFields(INGESTED_AT, PARTITION_DATE)
            .addKeyFields(ID, LAST_UPDATED)
            .addPartitionFields(PARTITION_DATE)
            .addZorderFields(MarketFields.SYMBOL, ID)
            .addAllQualityRules(rules())
            .build();

    private SilverPrices() {}

    /** The fields of the market data, with the key fields required. */
    private static List<Field<?>> marketFields() {
        List<Field<?>> fields = new ArrayList<>(MarketFields.ALL);
        fields.replaceAll(
                field -> field == MarketFields.ID ? ID : field == MarketFields.LAST_UPDATED ? LAST_UPDATED : field);
        return fields;
    }

    private static List<QualityRule> rules() {
        List<QualityRule> rules = new ArrayList<>();
        rules.add(QualityRule.quarantine(
                "id_is_given", length(trim(ID.col())).gt(0), "a snapshot without an id belongs to no coin"));
        rules.add(QualityRule.quarantine(
                "id_is_plain",
                ID.col()
                        .isNull()
                        .or(not(ID.col().rlike("[\\s\\p{Z}\\p{Cc}\\p{Cf}]"))
                                .and(length(ID.col()).leq(MAX_ID_LENGTH))),
                "an id with spaces or invisible characters looks like another id, and no id has more than "
                        + MAX_ID_LENGTH + " characters"));
        rules.add(QualityRule.quarantine(
                "last_updated_is_given",
                LAST_UPDATED.col().isNotNull(),
                "a snapshot without an instant belongs to no day"));
        rules.add(QualityRule.quarantine(
                "last_updated_is_plausible",
                LAST_UPDATED
                        .col()
                        .isNull()
                        .or(LAST_UPDATED
                                .col()
                                .between(
                                        lit(FIRST_BITCOIN_BLOCK),
                                        INGESTED_AT.col().plus(expr("INTERVAL '1' DAY")))),
                "there was no market before the first Bitcoin block, and a snapshot cannot be from the future"));
        rules.add(QualityRule.quarantine(
                "market_cap_rank_is_positive",
                MarketFields.MARKET_CAP_RANK
                        .col()
                        .isNull()
                        .or(MarketFields.MARKET_CAP_RANK.col().gt(0)),
                "ranks start at 1"));
        NEVER_NEGATIVE.forEach(amount -> rules.add(QualityRule.quarantine(
                amount.name() + "_is_not_negative",
                amount.col().isNull().or(amount.col().geq(0)),
                "it cannot be negative")));
        MAXIMUM.keySet().stream()
                .sorted(Comparator.comparing(Field::name))
                .forEach(amount -> rules.add(QualityRule.quarantine(
                        amount.name() + "_is_plausible",
                        amount.col().isNull().or(amount.col().leq(MAXIMUM.get(amount))),
                        "no such amount of money exists, and sums of such amounts would overflow")));
        return rules;
    }

    /** The rules that a Bronze row breaks: the format rules, or if it meets these the rules of this table. */
    public static Column refusals() {
        Column misfits = BronzePrices.MISFITS.col();
        return when(size(misfits).gt(0), misfits).otherwise(SPEC.quarantineReasons());
    }

    /** The Bronze rows that break no rule, as rows of Silver. */
    public static Dataset<Row> accepted(Dataset<Row> bronze) {
        List<Field<?>> given = new ArrayList<>(MarketFields.ALL);
        given.add(INGESTED_AT);
        return bronze.filter(size(refusals()).equalTo(0)).select(Fields.columns(given));
    }
}
