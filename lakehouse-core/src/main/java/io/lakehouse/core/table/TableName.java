package io.lakehouse.core.table;

import java.util.Locale;

/**
 * The name of a table, written {@code schema.name}, for example {@code silver.crypto_prices}. Schemas and tables are
 * folders in a {@code Warehouse}, so names contain no slashes.
 *
 * @param schema the schema, also called database; {@link Layer} has the usual ones
 * @param name the table's own name
 */
public record TableName(String schema, String name) {

    public TableName {
        Identifiers.requireFolder("schema name", schema);
        Identifiers.requireFolder("table name", name);
    }

    /** The name of a table in a schema, as in {@code TableName.of("sales", "orders")}. */
    public static TableName of(String schema, String name) {
        return new TableName(schema, name);
    }

    /** The name of a table in the schema of a layer. */
    public static TableName of(Layer layer, String name) {
        return new TableName(layer.id(), name);
    }

    /** Parses {@code schema.name}. The schema ends at the first dot, and upper case is folded to lower case. */
    public static TableName parse(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        int dot = folded.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException(
                    "Invalid table '" + text + "': write schema.name, for example silver.crypto_prices.");
        }
        return of(folded.substring(0, dot), folded.substring(dot + 1));
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
