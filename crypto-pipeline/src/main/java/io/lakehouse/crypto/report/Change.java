package io.lakehouse.crypto.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * The change of a figure, shown by an arrow and a sign, and in addition by a colour.
 *
 * @param direction {@code up}, {@code down} or {@code flat}
 * @param arrow empty if the figure has not changed
 * @param text the change with its sign and unit
 */
record Change(String direction, String arrow, String text) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** The change of a figure without an earlier value. */
    static final Change UNKNOWN = new Change("flat", "", "–");

    boolean moved() {
        return !arrow.isEmpty();
    }

    /** The change in percent; unknown if the earlier value is zero. */
    static Change between(BigDecimal before, BigDecimal now) {
        return before.signum() == 0
                ? UNKNOWN
                : percent(now.subtract(before).multiply(HUNDRED).divide(before.abs(), MathContext.DECIMAL64));
    }

    static Change percent(BigDecimal percent) {
        BigDecimal rounded = percent.setScale(2, RoundingMode.HALF_UP);
        return of(rounded.signum(), String.format(Locale.ROOT, "%,.2f\u00a0%%", rounded.abs()));
    }

    static Change count(long before, long now) {
        return of(Long.compare(now, before), String.format(Locale.ROOT, "%,d", Math.abs(now - before)));
    }

    private static Change of(int sign, String size) {
        return switch (sign) {
            case 1 -> new Change("up", "▲", "+" + size);
            case -1 -> new Change("down", "▼", "−" + size);
            default -> new Change("flat", "", size);
        };
    }
}
