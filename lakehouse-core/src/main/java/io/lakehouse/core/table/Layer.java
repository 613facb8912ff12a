package io.lakehouse.core.table;

import java.util.Locale;

/** The layers of a medallion lakehouse. The lower-case name of a layer is the folder and the database of its tables. */
public enum Layer {
    /** As received: complete, typed where it fits, replaced per batch. */
    BRONZE,
    /** Cleaned: typed, one row per key, quality rules enforced. */
    SILVER,
    /** Aggregated for readers. */
    GOLD;

    /** The layer's name in paths and database names, for example {@code silver}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
