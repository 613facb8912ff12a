package io.lakehouse.crypto.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehouse.crypto.report.MarketReport.Day;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A figure over time.
 *
 * @param series the key of the figure in the data of the page
 * @param note which coins the figure covers
 * @param reading the last value
 * @param label the course of the figure in words
 */
record MarketChart(String series, String title, String note, String reading, String label) {

    static final String TOP_COINS = "top ten coins by volume";
    static final String ALL_COINS = "all coins";

    private static final List<Series> SERIES = List.of(
            new Series("market-cap", "Market cap", TOP_COINS, Day::totalMarketCap),
            new Series("volume", "Volume", ALL_COINS, Day::totalVolume));

    private record Series(String key, String title, String note, Function<Day, Optional<BigDecimal>> figure) {

        Optional<BigDecimal> value(Day day) {
            return figure.apply(day);
        }
    }

    /** The charts that have data. */
    static List<MarketChart> of(List<Day> days) {
        return SERIES.stream().flatMap(series -> chart(series, days).stream()).toList();
    }

    private static Optional<MarketChart> chart(Series series, List<Day> days) {
        List<Day> known =
                days.stream().filter(day -> series.value(day).isPresent()).toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<BigDecimal> values =
                known.stream().flatMap(day -> series.value(day).stream()).toList();
        Day last = known.get(known.size() - 1);
        String now = total(values.get(values.size() - 1));
        String label = String.format(
                Locale.ROOT,
                "%s on %,d days, %s: from %s to %s, lowest %s, highest %s",
                series.title(),
                known.size(),
                Dates.period(known.get(0).day(), last.day()),
                total(values.get(0)),
                now,
                total(Collections.min(values)),
                total(Collections.max(values)));
        return Optional.of(new MarketChart(
                series.key(), series.title(), series.note(), Dates.text(last.day()) + " · " + now, label));
    }

    private static String total(BigDecimal value) {
        return Amount.total(value).text();
    }

    /**
     * The values of all charts as JSON: {@code days} since 1970 in order, and one list per series, with null for
     * missing values. A missing day is a gap as well.
     */
    static String data(List<Day> days) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode axis = data.putArray("days");
        List<ArrayNode> values =
                SERIES.stream().map(each -> data.putArray(each.key())).toList();
        for (int at = 0; at < days.size(); at++) {
            Day day = days.get(at);
            axis.add(day.day().toEpochDay());
            for (int series = 0; series < SERIES.size(); series++) {
                ArrayNode of = values.get(series);
                SERIES.get(series).value(day).ifPresentOrElse(value -> of.add(value.doubleValue()), of::addNull);
            }
            LocalDate next = day.day().plusDays(1);
            if (at + 1 < days.size() && days.get(at + 1).day().isAfter(next)) {
                axis.add(next.toEpochDay());
                values.forEach(ArrayNode::addNull);
            }
        }
        return data.toString();
    }
}
