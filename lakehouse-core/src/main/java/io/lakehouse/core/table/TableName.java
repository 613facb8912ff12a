package io.lakehouse.core.table;

import java.util.Locale;

/**
 * A table's layer and name, written {@code silver.crypto_prices}. Names are lower-case letters, digits and underscores.
 */
public record TableName(Layer layer, String name) {

    public TableName {
        Identifiers.requirePlain("table name", name);
    }

    /** The name for a layer and a table, as in {@code TableName.of("silver", "crypto_prices")}. */
    public static TableName of(String layer, String name) {
        for (Layer candidate : Layer.values()) {
            if (candidate.id().equals(layer)) {
                return new TableName(candidate, name);
            }
        }
        throw new IllegalArgumentException(
                "Unknown layer '" + layer + "' of table '" + name + "': use bronze, silver or gold.");
    }

    /** Parses {@code layer.name}; upper case is folded to lower case. */
    public static TableName parse(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        int dot = folded.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException(
                    "Invalid table '" + text + "': write layer.name, for example silver.crypto_prices.");
        }
        return of(folded.substring(0, dot), folded.substring(dot + 1));
    }

    @Override
    public String toString() {
        return layer.id() + "." + name;
    }
}
