package io.lakehouse.crypto;

import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.crypto.gold.CoinDaily;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.MarketStats;
import io.lakehouse.crypto.report.MarketReport;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.delta.LakehouseTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Queries for the HTML report: all days of the market, and only the last days of everything else. */
final class ReportQueries {

    private static final int TOP = 10;
    private static final int DAYS = 30;
    private static final Field<String> RULES = Field.string("rules").optional("names of the rules that the rows break");
    private static final Field<Long> ROWS = Field.bigint("rows").optional("number of rows that break these rules");

    private ReportQueries() {}

    /** All days of the market, in order. */
    static List<RowValues> days(LakehouseTable marketStats) {
        // Sorted here, because Spark would first sample the table for range partitioning, and there is only one row per
        // day.
        Dataset<Row> all = marketStats.read(GoldTable.PARTITION_DATE.atLeast(LocalDate.EPOCH));
        return RowValues.collect(all, marketStats.spec().fields()).stream()
                .sorted(Comparator.comparing(
                        row -> row.get(GoldTable.PARTITION_DATE).orElseThrow()))
                .toList();
    }

    static MarketReport.Day toReport(RowValues day) {
        return new MarketReport.Day(
                day.get(GoldTable.PARTITION_DATE).orElseThrow(),
                day.get(MarketStats.TOTAL_MARKET_CAP),
                day.get(MarketStats.AVG_PRICE),
                day.get(MarketStats.COINS).orElseThrow(),
                day.get(MarketStats.TOTAL_VOLUME));
    }

    /** The coins with the greatest market caps on a day, with their closing prices up to that day. */
    static List<MarketReport.TopCoin> topCoins(LakehouseTable coinDaily, LocalDate lastDay) {
        Dataset<Row> ofTheDay = coinDaily
                .read(GoldTable.PARTITION_DATE.is(lastDay))
                .filter(CoinDaily.MARKET_CAP_RANK.col().leq(TOP));
        List<RowValues> top = RowValues.collect(ofTheDay, coinDaily.spec().fields());
        if (top.isEmpty()) {
            return List.of();
        }
        // With literals the reader skips files that a join would read.
        Dataset<Row> history = coinDaily.read(GoldTable.PARTITION_DATE
                .atLeast(lastDay.minusDays(DAYS - 1))
                .and(GoldTable.PARTITION_DATE.lessThan(lastDay.plusDays(1)))
                .and(CoinDaily.ID.in(top.stream()
                        .map(row -> row.get(CoinDaily.ID).orElseThrow())
                        .toList())));
        Map<String, Map<LocalDate, BigDecimal>> closes = new HashMap<>();
        RowValues.collect(history, List.of(CoinDaily.ID, GoldTable.PARTITION_DATE, CoinDaily.CLOSE))
                .forEach(row -> row.get(CoinDaily.CLOSE)
                        .ifPresent(close -> closes.computeIfAbsent(
                                        row.get(CoinDaily.ID).orElseThrow(), id -> new HashMap<>())
                                .put(row.get(GoldTable.PARTITION_DATE).orElseThrow(), close)));
        return top.stream()
                .sorted(Comparator.comparing(
                        row -> row.get(CoinDaily.MARKET_CAP_RANK).orElseThrow()))
                .map(row -> topCoin(
                        row, lastDay, closes.getOrDefault(row.get(CoinDaily.ID).orElseThrow(), Map.of())))
                .toList();
    }

    private static MarketReport.TopCoin topCoin(RowValues row, LocalDate lastDay, Map<LocalDate, BigDecimal> closes) {
        LocalDate firstDay =
                closes.keySet().stream().min(Comparator.naturalOrder()).orElse(lastDay);
        int days = (int) (lastDay.toEpochDay() - firstDay.toEpochDay()) + 1;
        return new MarketReport.TopCoin(
                row.get(CoinDaily.MARKET_CAP_RANK).orElseThrow(),
                row.get(CoinDaily.ID).orElseThrow(),
                row.get(CoinDaily.SYMBOL).orElse(""),
                row.get(CoinDaily.NAME).orElse(""),
                row.get(CoinDaily.CLOSE),
                row.get(CoinDaily.MARKET_CAP),
                row.get(CoinDaily.TOTAL_VOLUME),
                change(closes.get(lastDay.minusDays(1)), closes.get(lastDay)),
                IntStream.range(0, days)
                        .mapToObj(day -> Optional.ofNullable(closes.get(firstDay.plusDays(day))))
                        .toList());
    }

    private static Optional<BigDecimal> change(@Nullable BigDecimal before, @Nullable BigDecimal now) {
        if (before == null || now == null || before.signum() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                now.subtract(before).multiply(BigDecimal.valueOf(100)).divide(before, MathContext.DECIMAL64));
    }

    /** The numbers of rows in quarantine by day and by broken rules, for the last days that have any. */
    static List<MarketReport.Refused> refused(LakehouseTable quarantine) {
        Optional<LocalDate> lastDay = quarantine.partitionValues(QuarantinedPrices.PARTITION_DATE).stream()
                .max(Comparator.naturalOrder());
        if (lastDay.isEmpty()) {
            return List.of();
        }
        Dataset<Row> counted = quarantine
                .read(QuarantinedPrices.PARTITION_DATE.atLeast(lastDay.get().minusDays(DAYS - 1)))
                .groupBy(
                        QuarantinedPrices.PARTITION_DATE.col(),
                        concat_ws(", ", QuarantinedPrices.REASONS.col()).as(RULES.name()))
                .agg(count(lit(1)).as(ROWS.name()));
        return RowValues.collect(counted, List.of(QuarantinedPrices.PARTITION_DATE, RULES, ROWS)).stream()
                .map(row -> new MarketReport.Refused(
                        row.get(QuarantinedPrices.PARTITION_DATE).orElseThrow(),
                        row.get(RULES).orElseThrow(),
                        row.get(ROWS).orElseThrow()))
                .toList();
    }
}
