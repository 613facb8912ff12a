package io.lakehouse.delta.metastore;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.log.TableLog;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Errors about registrations. Each message states the problem with the values involved, the reason and the remedy. */
public final class RegistrationErrors {

    private RegistrationErrors() {}

    public static IllegalArgumentException badTimeout(Duration timeout) {
        return new IllegalArgumentException(
                "Invalid timeout " + timeout + " of a registration: use a positive duration.");
    }

    static MetastoreUnavailableException catalogSilent(String name, Duration timeout) {
        return new MetastoreUnavailableException("Cannot adopt " + name + ": the catalog did not answer within "
                + timeout.toSeconds() + " s. Check that it runs, or adopt the table by its location.");
    }

    static UnknownTableException noSuchName(String name) {
        return new UnknownTableException("Cannot adopt " + name
                + ": no catalog of this session has a table of that name. Check the name and the session's catalogs, or"
                + " adopt the table by its location.");
    }

    static UnknownTableException notDelta(String name, String provider) {
        return new UnknownTableException("Cannot adopt " + name + ": it is "
                + (provider.isEmpty() ? "a view, or a table of unknown format" : "a table of the format " + provider)
                + ", not a Delta table.");
    }

    static UnknownTableException noLocation(String name) {
        return new UnknownTableException(
                "Cannot adopt " + name + ": its catalog does not tell where it is. Adopt it by its location.");
    }

    static InvalidSettingException noMetastore(TableName table) {
        return new InvalidSettingException("Cannot register " + table
                + ": this Spark session has no Hive metastore. Open it with SessionSpec.hive(...), or set"
                + " spark.sql.catalogImplementation to hive.");
    }

    public static RegistrationConflictException refused(List<RegisterPlan> refused) {
        return new RegistrationConflictException("Cannot register "
                + refused.stream()
                        .map(plan -> plan.table() + " at " + plan.location() + ": " + plan.reason())
                        .collect(Collectors.joining("; "))
                + ". Nothing was changed.");
    }

    /** The name was free or belonged to this table when all tables were planned, and has been taken since. */
    static RegistrationConflictException nameTaken(RegisterPlan plan) {
        return new RegistrationConflictException("Cannot register " + plan.table() + " at " + plan.location() + ": "
                + plan.reason() + ". Tables before it may be registered; it is safe to register again.");
    }

    static RegistrationFailedException entryDiffers(TableName table, List<String> differences) {
        return new RegistrationFailedException("Failed to register " + table
                + ": the entry read back differs from the entry written: " + String.join("; ", differences)
                + ". Look for another writer to the same metastore, then register again.");
    }

    static RegistrationFailedException timedOut(List<TableLog> tables, Duration limit) {
        return new RegistrationFailedException("Failed to register " + names(tables)
                + ": the metastore has not answered"
                + " within " + limit.toMillis() / 1000.0
                + " s. Some tables may be registered; it is safe to register again."
                + " Check the metastore, or allow more time (METASTORE_REGISTRATION_TIMEOUT, in seconds).");
    }

    public static RegistrationFailedException failed(List<TableLog> tables, Exception cause) {
        String reason = rootMessage(cause);
        return new RegistrationFailedException(
                "Failed to register " + names(tables) + ": " + reason
                        + (reason.contains("Another instance of Derby")
                                ? " An embedded metastore serves one process at a time: wait for the other process"
                                        + " to end, or use a metastore in a database or a metastore service."
                                : " Some tables may be registered; it is safe to register again."),
                cause);
    }

    private static String names(List<TableLog> tables) {
        return tables.stream().map(table -> table.name().toString()).collect(Collectors.joining(", "));
    }

    private static String rootMessage(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String line = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        String text = Redaction.isSecret(line) ? root.getClass().getSimpleName() : line;
        return text.endsWith(".") ? text : text + ".";
    }
}
