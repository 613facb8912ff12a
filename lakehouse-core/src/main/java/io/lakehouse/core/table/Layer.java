package io.lakehouse.core.table;

import java.util.Locale;

/** The layers of a medallion lakehouse; the name of a layer in lower case is the folder (and database) of its tables. */
public enum Layer {
    /** As received: complete, typed where it fits, replaced per batch. */
    BRONZE,
    /** Cleaned: typed, one row a key, quality rules held. */
    SILVER,
    /** Aggregated for readers. */
    GOLD;

    /** The layer as it stands in paths and database names, for example {@code silver}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
