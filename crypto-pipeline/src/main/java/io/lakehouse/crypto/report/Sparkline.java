package io.lakehouse.crypto.report;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The course of prices as the path of a small SVG, which needs no script.
 *
 * @param path the path in a box of {@value #WIDTH} by {@value #HEIGHT}; gaps where a price is missing, a dot for a
 *     price between gaps
 * @param label the course in words
 */
record Sparkline(String path, String label) {

    static final int WIDTH = 120;
    static final int HEIGHT = 28;

    private static final double MARGIN = 2;

    /** The sparkline of these prices; empty if there is no price. */
    static Optional<Sparkline> of(List<Optional<BigDecimal>> prices) {
        List<BigDecimal> known = prices.stream().flatMap(Optional::stream).toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal low = known.stream().min(Comparator.naturalOrder()).orElseThrow();
        BigDecimal high = known.stream().max(Comparator.naturalOrder()).orElseThrow();
        String label = String.format(
                Locale.ROOT,
                "%d days, from %s to %s, lowest %s, highest %s",
                prices.size(),
                text(known.get(0)),
                text(known.get(known.size() - 1)),
                text(low),
                text(high));
        return Optional.of(new Sparkline(path(prices, low.doubleValue(), high.doubleValue()), label));
    }

    private static String path(List<Optional<BigDecimal>> prices, double low, double high) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int at = 0; at < prices.size(); at++) {
            Optional<BigDecimal> price = prices.get(at);
            if (price.isPresent()) {
                double share = high > low ? (price.get().doubleValue() - low) / (high - low) : 0.5;
                double y = HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
                // A line of zero length shows its round caps: a dot for a price between gaps.
                path.append(
                        String.format(Locale.ROOT, drawing ? "L%.1f %.1f" : "M%.1f %.1fh0", x(at, prices.size()), y));
            }
            drawing = price.isPresent();
        }
        return path.toString();
    }

    private static double x(int at, int count) {
        return count == 1 ? WIDTH / 2.0 : MARGIN + at * (WIDTH - 2 * MARGIN) / (count - 1);
    }

    private static String text(BigDecimal price) {
        return Amount.price(price).text();
    }
}
