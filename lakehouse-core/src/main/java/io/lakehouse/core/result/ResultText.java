package io.lakehouse.core.result;

import java.util.List;
import java.util.Locale;
import org.apache.hadoop.util.StringUtils.TraditionalBinaryPrefix;

/** Formats results as text. Lists are truncated: a table can have a hundred thousand files or partitions. */
public final class ResultText {

    private static final int ITEMS_SHOWN = 10;

    private ResultText() {}

    /** The first ten items, and how many more there are. */
    public static String list(List<String> items) {
        String shown = String.join(", ", items.subList(0, Math.min(ITEMS_SHOWN, items.size())));
        return items.size() <= ITEMS_SHOWN
                ? "[" + shown + "]"
                : "[" + shown + String.format(Locale.ROOT, ", and %,d more]", items.size() - ITEMS_SHOWN);
    }

    /** A size in units of 1024, such as {@code 1.5 MB}. */
    public static String bytes(long bytes) {
        return TraditionalBinaryPrefix.long2String(bytes, "B", 1);
    }

    /** A share from 0 to 1, such as {@code 12.5 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
