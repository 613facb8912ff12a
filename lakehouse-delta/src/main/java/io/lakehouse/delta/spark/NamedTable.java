package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/**
 * A table as a catalog of the session knows it.
 *
 * @param names its schema, or several nested ones, and its own name
 * @param provider its format, for example {@code delta}; empty if the catalog tells none
 * @param location where it is, if the catalog tells
 */
public record NamedTable(List<String> names, String provider, Optional<String> location) {

    public NamedTable {
        names = List.copyOf(names);
    }

    public String schema() {
        return String.join(".", names.subList(0, names.size() - 1));
    }

    public String name() {
        return names.get(names.size() - 1);
    }

    public boolean isDelta() {
        return provider.equalsIgnoreCase("delta");
    }

    /**
     * Looks a name up as a query of the session would: {@code catalog.schema.name}, {@code schema.name} in the current
     * catalog, or {@code name} in the current schema. Empty if there is no such table.
     *
     * @throws IllegalArgumentException if the text is no name
     */
    public static Optional<NamedTable> find(SparkSession session, String text) {
        // Catalogs are configured by the active session.
        return ActiveSession.with(session, () -> findByActive(session, text));
    }

    private static Optional<NamedTable> findByActive(SparkSession session, String text) {
        CatalogManager catalogs = session.sessionState().catalogManager();
        try {
            List<String> parts =
                    ScalaLists.list(session.sessionState().sqlParser().parseMultipartIdentifier(text));
            boolean namesCatalog = parts.size() > 1 && catalogs.isCatalogRegistered(parts.get(0));
            CatalogPlugin catalog = namesCatalog ? catalogs.catalog(parts.get(0)) : catalogs.currentCatalog();
            List<String> names = namesCatalog ? parts.subList(1, parts.size()) : parts;
            String[] schema = names.size() == 1 && !namesCatalog
                    ? catalogs.currentNamespace()
                    : names.subList(0, names.size() - 1).toArray(String[]::new);
            return catalog instanceof TableCatalog tables
                    ? Optional.of(load(tables, Identifier.of(schema, names.get(names.size() - 1))))
                    : Optional.empty();
        } catch (Exception e) {
            // Scala's exceptions are checked in Java, and none of the calls declares them.
            if (e instanceof ParseException) {
                throw new IllegalArgumentException(
                        "Invalid table name '" + text + "': " + SparkMessages.firstLine(e) + ".", e);
            } else if (e instanceof AnalysisException) {
                // No such table, no such schema, or no schema of such a name.
                return Optional.empty();
            }
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    private static NamedTable load(TableCatalog catalog, Identifier identifier) throws NoSuchTableException {
        Map<String, String> properties = catalog.loadTable(identifier).properties();
        List<String> names = new ArrayList<>(Arrays.asList(identifier.namespace()));
        names.add(identifier.name());
        return new NamedTable(
                names,
                properties.getOrDefault(TableCatalog.PROP_PROVIDER, ""),
                Optional.ofNullable(properties.get(TableCatalog.PROP_LOCATION)));
    }
}
