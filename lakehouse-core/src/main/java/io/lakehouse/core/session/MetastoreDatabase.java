package io.lakehouse.core.session;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connects to the database of a metastore. */
final class MetastoreDatabase {

    private MetastoreDatabase() {}

    /**
     * Opens a connection as the metastore's user.
     *
     * @throws MetastoreUnavailableException if the connection fails
     */
    static Connection connect(HiveMetastore.Jdbc database) {
        try {
            // Finds the drivers that Hive's own connection would find: those that were on the class path when the JVM
            // started.
            DriverManager.getDriver(database.url());
        } catch (SQLException e) {
            throw DriverManager.drivers()
                            .anyMatch(driver -> driver.getClass().getName().equals(database.driver()))
                    ? MetastoreErrors.notAnAddress(database.driver(), e)
                    : MetastoreErrors.noDriver(database.url(), database.driver(), e);
        }
        try {
            return DriverManager.getConnection(database.url(), database.user(), database.password());
        } catch (SQLException e) {
            throw MetastoreErrors.unreachable(database.url(), e);
        }
    }
}
