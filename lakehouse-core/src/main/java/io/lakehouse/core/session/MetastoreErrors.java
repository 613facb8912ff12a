package io.lakehouse.core.session;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Errors about metastores that cannot be used. */
final class MetastoreErrors {

    private MetastoreErrors() {}

    static MetastoreUnavailableException noDriver(String url, String driver, SQLException cause) {
        return new MetastoreUnavailableException(
                "Cannot use the metastore at " + url + ": its driver " + driver + " is not on the class path."
                        + " Add the driver's jar; with spark-submit use --driver-class-path, because --jars and"
                        + " --packages take effect too late.",
                cause);
    }

    static MetastoreUnavailableException notAnAddress(String driver, SQLException cause) {
        return new MetastoreUnavailableException(
                "Cannot use the metastore: its driver " + driver
                        + " does not accept the URL. Check its host, port and database name.",
                cause);
    }

    static MetastoreUnavailableException unreachable(String url, SQLException cause) {
        String state = Optional.ofNullable(cause.getSQLState()).orElse("");
        String remedy = switch (state) {
            case "28000", "28P01" -> "Check the user and the password of the metastore.";
            case "3D000", "42000" ->
                "Create the database, then the schema in it: metastore init, or HiveMetastoreSchema.create().";
            default ->
                state.startsWith("08")
                        ? "Check the address, and that the database runs and accepts connections from here."
                        : "Check the address, the user and its privileges.";
        };
        return new MetastoreUnavailableException(
                "Cannot use the metastore at " + url + ": " + firstLine(cause) + " " + remedy, cause);
    }

    static MetastoreUnavailableException unreachable(String addresses, IOException cause) {
        return new MetastoreUnavailableException(
                "Cannot use the metastore at " + addresses + ": " + cause
                        + ". Check the address, and that the service runs and accepts connections from here.",
                cause);
    }

    static MetastoreUnavailableException noSchema(String url, List<String> missing, int all) {
        return new MetastoreUnavailableException("Cannot use the metastore at " + url + ": "
                + (missing.size() == all
                        ? "the database has no metastore schema"
                        : missing.size() + " of the " + all + " tables of its schema are missing, for example "
                                + missing.get(0))
                + ". Create it: metastore init, or HiveMetastoreSchema.create().");
    }

    static MetastoreUnavailableException severalVersions(String url, List<String> versions) {
        return new MetastoreUnavailableException("Cannot use the metastore at " + url + ": its table VERSION holds "
                + versions.size() + " rows (" + String.join(", ", versions) + "), and Hive rejects more than one."
                + " Delete the extra rows. Nothing was changed.");
    }

    static MetastoreUnavailableException otherVersion(String url, String version, String own) {
        return new MetastoreUnavailableException("Cannot use the metastore at " + url + ": its schema has version "
                + version + ", and only version " + own
                + " can be created or completed here. Upgrade it with Hive's schematool, or use another database."
                + " Nothing was changed.");
    }

    static MetastoreUnavailableException notCreated(String url, RuntimeException cause) {
        return new MetastoreUnavailableException(
                "Failed to create the schema of the metastore at " + url + ": " + firstLine(rootOf(cause))
                        + " Tables created so far remain; run the creation again to complete the schema.",
                cause);
    }

    private static Throwable rootOf(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String firstLine(Throwable problem) {
        String line = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return line.endsWith(".") ? line : line + ".";
    }
}
