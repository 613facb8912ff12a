package io.lakehouse.delta;

import java.util.List;
import java.util.Locale;

/** Lists in texts: a table can have a hundred thousand files or partitions. */
final class Abridged {

    private static final int SHOWN = 10;

    private Abridged() {}

    /** The first of the items, and how many more there are. */
    static String list(List<String> items) {
        String shown = String.join(", ", items.subList(0, Math.min(SHOWN, items.size())));
        return items.size() <= SHOWN
                ? "[" + shown + "]"
                : "[" + shown + String.format(Locale.ROOT, ", and %,d more]", items.size() - SHOWN);
    }
}
