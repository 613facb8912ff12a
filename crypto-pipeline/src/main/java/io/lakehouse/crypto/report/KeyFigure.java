package io.lakehouse.crypto.report;

import io.lakehouse.crypto.report.MarketReport.Day;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A figure of the last day.
 *
 * @param note which coins the figure covers
 * @param since the day that it is compared with, or that there is none
 */
record KeyFigure(String label, Amount amount, String note, Change change, String since) {

    /** The figures of the last day, each compared with the previous day; empty if there are no days. */
    static List<KeyFigure> of(List<Day> days) {
        if (days.isEmpty()) {
            return List.of();
        }
        Optional<Day> before = days.size() == 1 ? Optional.empty() : Optional.of(days.get(days.size() - 2));
        Comparison comparison = new Comparison(before, days.get(days.size() - 1));
        return List.of(
                comparison.of("Market cap", MarketChart.TOP_COINS, Day::totalMarketCap, Amount::total),
                comparison.of("Average price", MarketChart.TOP_COINS, Day::avgPrice, Amount::price),
                comparison.of("Volume", MarketChart.ALL_COINS, Day::totalVolume, Amount::total),
                comparison.coins());
    }

    private record Comparison(Optional<Day> before, Day last) {

        KeyFigure of(
                String label,
                String note,
                Function<Day, Optional<BigDecimal>> figure,
                Function<BigDecimal, Amount> format) {
            Optional<BigDecimal> now = figure.apply(last);
            Change change = before.flatMap(figure)
                    .flatMap(from -> now.map(to -> Change.between(from, to)))
                    .orElse(Change.UNKNOWN);
            return new KeyFigure(label, now.map(format).orElse(Amount.NONE), note, change, since());
        }

        KeyFigure coins() {
            Amount coins = new Amount(String.format(Locale.ROOT, "%,d", last.coins()), Long.toString(last.coins()));
            Change change =
                    before.map(day -> Change.count(day.coins(), last.coins())).orElse(Change.UNKNOWN);
            return new KeyFigure("Coins", coins, "seen that day", change, since());
        }

        private String since() {
            return before.map(day -> "since " + Dates.text(day.day())).orElse("no previous day");
        }
    }
}
