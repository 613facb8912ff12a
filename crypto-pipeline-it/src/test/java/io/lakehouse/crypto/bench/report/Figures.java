package io.lakehouse.crypto.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Formats figures for tables: three digits, followed by the range. */
public final class Figures {

    private static final double MIB = 1 << 20;

    private Figures() {}

    /** At most three significant digits, but more if the integer part needs them: 0.0123, 1.2, 12.3, 1,234. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        if (rounded.abs().compareTo(BigDecimal.valueOf(1000)) >= 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return rounded.stripTrailingZeros().toPlainString();
    }

    /** A count. */
    public static String count(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** For example "1.23 s (1.20 - 1.31)". */
    public static String seconds(Spread spread) {
        return number(spread.median()) + " s" + between(spread);
    }

    /** For example "0.31 x (0.30 - 0.33)". */
    public static String times(Spread spread) {
        return number(spread.median()) + " x" + between(spread);
    }

    public static String mebibytes(Spread spread) {
        return mebibytes(spread.median());
    }

    public static String mebibytes(double bytes) {
        return number(bytes / MIB) + " MiB";
    }

    private static String between(Spread spread) {
        return " (" + number(spread.min()) + " - " + number(spread.max()) + ")";
    }
}
