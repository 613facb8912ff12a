package io.lakehouse.crypto.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Locale;

/**
 * An amount of money in a readable form and in full. The header of the page states the currency.
 *
 * @param text the displayed text
 * @param exact the amount with all its digits
 */
record Amount(String text, String exact) {

    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final String[] UNITS = {"", "K", "M", "B", "T"};
    private static final int WHOLE_FROM = 4;
    private static final int DIGITS_OF_FRACTIONS = 4;

    static final Amount NONE = new Amount("–", "no value");

    /** Formats a price with enough decimals for any magnitude: 79,847 and 1.50 and 0.00001231. */
    static Amount price(BigDecimal value) {
        return of(value, priceText(value.abs()));
    }

    /** Formats a total with three digits and a unit: 1.53T, 320B, 84.3M; below 1000 like a price. */
    static Amount total(BigDecimal value) {
        return of(value, totalText(value.abs()));
    }

    private static Amount of(BigDecimal value, String text) {
        return new Amount(
                (value.signum() < 0 ? "−" : "") + text,
                value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
    }

    private static String priceText(BigDecimal positive) {
        int magnitude = magnitude(positive);
        if (magnitude >= WHOLE_FROM) {
            return number(positive, 0, 0);
        }
        return number(positive, 2, magnitude >= 0 ? 2 : DIGITS_OF_FRACTIONS - 1 - magnitude);
    }

    private static String totalText(BigDecimal positive) {
        BigDecimal rounded = positive.round(DIGITS);
        int magnitude = magnitude(rounded);
        if (magnitude < 3) {
            return priceText(positive);
        }
        int unit = Math.min(magnitude / 3, UNITS.length - 1);
        int decimals = Math.max(0, 2 - (magnitude - 3 * unit));
        return number(rounded.movePointLeft(3 * unit), decimals, decimals) + UNITS[unit];
    }

    /** The power of ten of the first digit. */
    private static int magnitude(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static String number(BigDecimal value, int minDecimals, int maxDecimals) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setMinimumFractionDigits(minDecimals);
        format.setMaximumFractionDigits(maxDecimals);
        return format.format(value);
    }
}
