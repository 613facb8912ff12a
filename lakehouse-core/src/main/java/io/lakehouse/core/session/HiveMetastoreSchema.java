package io.lakehouse.core.session;

import io.lakehouse.core.error.InvalidSettingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables in which a Hive metastore stores its metadata, in a database accessed by JDBC. They must be created once,
 * explicitly: a session does not create them, because its two connections to the database would deadlock.
 *
 * <pre>{@code
 * HiveMetastore metastore = HiveMetastore.jdbc("jdbc:postgresql://db:5432/metastore", "hive", password);
 * HiveMetastoreSchema.Creation created = HiveMetastoreSchema.of(metastore).create();
 * }</pre>
 *
 * <p>Requires spark-hive and the JDBC driver on the class path, but no Spark session.
 */
public final class HiveMetastoreSchema {

    /** The schema version of Hive 2.3, which is built into Spark. */
    static final String VERSION = "2.3.0";

    private static final String VERSION_TABLE = "VERSION";

    private final HiveMetastore.Jdbc database;

    private HiveMetastoreSchema(HiveMetastore.Jdbc database) {
        this.database = database;
    }

    /**
     * The result of creating the schema.
     *
     * @param tablesCreated the tables that were missing, sorted
     * @param tablesFound the tables that already existed and were left unchanged, sorted
     * @param version the recorded version of the schema
     */
    public record Creation(List<String> tablesCreated, List<String> tablesFound, String version) {

        public Creation {
            tablesCreated = List.copyOf(tablesCreated);
            tablesFound = List.copyOf(tablesFound);
        }

        /** Whether anything was created. */
        public boolean changed() {
            return !tablesCreated.isEmpty();
        }
    }

    /**
     * The schema of a metastore whose database is accessed by JDBC.
     *
     * @throws IllegalArgumentException if the metastore is of another kind
     */
    public static HiveMetastoreSchema of(HiveMetastore metastore) {
        if (metastore instanceof HiveMetastore.Jdbc database) {
            return new HiveMetastoreSchema(database);
        }
        throw new IllegalArgumentException("Invalid metastore " + metastore + " to create a schema in: only a database"
                + " accessed by JDBC needs one. An embedded metastore creates its own, and the schema of a"
                + " service is created in the service's database.");
    }

    /**
     * The tables that are missing, sorted; empty when the schema is complete.
     *
     * @throws MetastoreUnavailableException if the database cannot be used
     * @throws InvalidSettingException if spark-hive is not on the class path
     */
    public List<String> missingTables() {
        return missing(MetastoreModel.tables(), tables());
    }

    /**
     * Checks that the schema is complete.
     *
     * @throws MetastoreUnavailableException if the database cannot be used, or if a table is missing
     * @throws InvalidSettingException if spark-hive is not on the class path
     */
    public void require() {
        Set<String> all = MetastoreModel.tables();
        Set<String> present = tables();
        List<String> missing = missing(all, present);
        if (!missing.isEmpty()) {
            requireVersion(present);
            throw MetastoreErrors.noSchema(database.url(), missing, all.size());
        }
    }

    /**
     * Creates the missing tables, keeps existing ones, and records the version if none is recorded. A complete schema
     * is left unchanged, and an interrupted creation is completed by the next call. A schema of another version is
     * rejected before anything is changed.
     *
     * @throws MetastoreUnavailableException if the database cannot be used, holds a schema of another version, or if a
     *     table could not be created
     * @throws InvalidSettingException if spark-hive is not on the class path
     */
    public Creation create() {
        Set<String> all = MetastoreModel.tables();
        Set<String> present = tables();
        requireVersion(present);
        List<String> before = missing(all, present);
        String version;
        try (MetastoreModel model = MetastoreModel.connect(database, !before.isEmpty())) {
            if (!before.isEmpty()) {
                model.createTables();
            }
            version = model.recordVersion(VERSION);
        } catch (RuntimeException e) {
            throw MetastoreErrors.notCreated(database.url(), e);
        }
        List<String> after = missing(all, tables());
        if (!after.isEmpty()) {
            throw MetastoreErrors.noSchema(database.url(), after, all.size());
        }
        List<String> found = new ArrayList<>(all);
        found.removeAll(before);
        return new Creation(before, found, version);
    }

    /** Rejects a schema of another version: it may not need the tables that are missing by our list. */
    private void requireVersion(Set<String> present) {
        List<String> versions = present.contains(VERSION_TABLE) ? recordedVersions() : List.of();
        if (versions.size() > 1) {
            throw MetastoreErrors.severalVersions(database.url(), versions);
        } else if (!List.of(VERSION).containsAll(versions)) {
            throw MetastoreErrors.otherVersion(database.url(), versions.get(0), VERSION);
        }
    }

    /** The recorded versions of the schema: one, or none while the schema is incomplete. */
    private List<String> recordedVersions() {
        try (Connection connection = MetastoreDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + quoted(connection, VERSION_TABLE))) {
            List<String> versions = new ArrayList<>();
            while (rows.next()) {
                versions.add(rows.getString("SCHEMA_VERSION"));
            }
            return versions;
        } catch (SQLException e) {
            throw MetastoreErrors.unreachable(database.url(), e);
        }
    }

    /** Quotes a name, because Hive's names are in upper case, which not every database preserves otherwise. */
    private static String quoted(Connection connection, String name) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        return quote + name + quote;
    }

    /** Compares names in upper case, because databases differ in the case of names. */
    private static List<String> missing(Set<String> all, Set<String> present) {
        return all.stream()
                .filter(table -> !present.contains(table.toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** The tables of the user's schema, in upper case. */
    private Set<String> tables() {
        try (Connection connection = MetastoreDatabase.connect(database);
                ResultSet rows = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            Set<String> tables = new TreeSet<>();
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME").toUpperCase(Locale.ROOT));
            }
            return tables;
        } catch (SQLException e) {
            throw MetastoreErrors.unreachable(database.url(), e);
        }
    }
}
