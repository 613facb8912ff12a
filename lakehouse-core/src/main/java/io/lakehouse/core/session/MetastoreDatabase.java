package io.lakehouse.core.session;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The database behind a metastore, by itself. */
final class MetastoreDatabase {

    private MetastoreDatabase() {}

    /**
     * A connection of the user's.
     *
     * @throws MetastoreUnavailableException if there is none to be had
     */
    static Connection connect(HiveMetastore.Jdbc database) {
        try {
            // Finds what Hive's own connection would find: drivers that were there when the JVM started.
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
