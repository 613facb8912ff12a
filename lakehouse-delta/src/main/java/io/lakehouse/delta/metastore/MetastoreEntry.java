package io.lakehouse.delta.metastore;

import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterPlan.Action;
import io.lakehouse.core.result.RegisterResult.Outcome;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.SessionCatalog;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The metastore entry of one table: its expected content, compared with what the metastore contains. This class never
 * drops anything. Hive deletes the files of a managed table when it is dropped, and someone may have made one of our
 * tables managed.
 */
record MetastoreEntry(SessionCatalog catalog, TableName name, String location, StructType schema, String comment) {

    /** If this property is set, newer versions of Hive delete the files of an external table when it is dropped. */
    private static final String PURGE = "external.table.purge";

    /** The action that registering the table would take now. */
    RegisterPlan plan(boolean repairs) {
        Optional<SessionCatalog.Entry> found = find();
        if (found.isEmpty()) {
            return plan(Action.CREATE, "the metastore has no entry for it");
        }
        SessionCatalog.Entry entry = found.get();
        Optional<String> foreign = foreign(entry);
        if (foreign.isPresent()) {
            return plan(
                    Action.REFUSE,
                    "the name belongs to " + foreign.get() + ". Rename it, or drop it if it is no longer needed");
        }
        List<String> misplaced = misplaced(entry);
        if (!misplaced.isEmpty()) {
            return repairs
                    ? plan(Action.REPAIR, String.join("; ", misplaced))
                    : plan(
                            Action.REFUSE,
                            String.join("; ", misplaced)
                                    + ". If this entry is stale, repair it: register --repair, or repairing()");
        }
        List<String> outdated = outdated(entry);
        return outdated.isEmpty()
                ? plan(Action.KEEP, "it is registered")
                : plan(Action.UPDATE, String.join("; ", outdated));
    }

    private RegisterPlan plan(Action action, String reason) {
        return new RegisterPlan(name, location, action, reason);
    }

    /**
     * Registers the table and verifies the entry.
     *
     * @throws RegistrationConflictException if the name belongs to something else
     * @throws RegistrationFailedException if the metastore returns a different entry afterwards
     */
    Outcome register(boolean repairs) {
        RegisterPlan plan = plan(repairs);
        Outcome outcome = switch (plan.action()) {
            case KEEP -> Outcome.UNCHANGED;
            case CREATE -> create();
            case UPDATE -> update(Outcome.UPDATED);
            case REPAIR -> repair(find().orElseThrow());
            case REFUSE -> throw RegistrationErrors.nameTaken(plan);
        };
        verify();
        return outcome;
    }

    private Outcome create() {
        try {
            createDatabase();
            catalog.createTable(database(), name.name(), uri(), schema, comment);
            return Outcome.CREATED;
        } catch (Exception e) {
            if (isRegisteredByAnother(e)) {
                return Outcome.UNCHANGED;
            }
            throw e;
        }
    }

    private boolean isRegisteredByAnother(Exception failure) {
        try {
            return plan(false).action() == Action.KEEP;
        } catch (Exception e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /**
     * Creates the database in a folder next to that of the layer, because Hive deletes the folder of a database when it
     * is dropped.
     */
    private void createDatabase() {
        if (catalog.hasDatabase(database())) {
            return;
        }
        URI folder = new Path(location).getParent().suffix(".db").toUri();
        try {
            catalog.createDatabase(database(), folder);
        } catch (Exception e) {
            if (!catalog.hasDatabase(database())) {
                throw e;
            }
        }
    }

    /** Points an existing entry to this table. The entry itself is kept. */
    private Outcome repair(SessionCatalog.Entry entry) {
        Map<String, String> kept = new HashMap<>(entry.properties());
        kept.remove(PURGE);
        catalog.relocate(database(), name.name(), uri(), kept);
        return outdated(find().orElseThrow()).isEmpty() ? Outcome.REPAIRED : update(Outcome.REPAIRED);
    }

    private Outcome update(Outcome outcome) {
        catalog.setColumns(database(), name.name(), schema);
        return outcome;
    }

    private String database() {
        return name.schema();
    }

    /** Reads the entry back, because what matters is what the metastore returns to other clients. */
    private void verify() {
        List<String> differences = new ArrayList<>();
        if (!catalog.hasDatabase(database())) {
            differences.add("there is no database " + database());
        } else {
            Optional<SessionCatalog.Entry> entry = find();
            if (entry.isEmpty()) {
                differences.add("there is no table of that name");
            }
            entry.flatMap(this::foreign).ifPresent(what -> differences.add("it is " + what));
            entry.map(this::misplaced).ifPresent(differences::addAll);
            entry.map(this::outdated).ifPresent(differences::addAll);
        }
        if (!differences.isEmpty()) {
            throw RegistrationErrors.entryDiffers(name, differences);
        }
    }

    private Optional<SessionCatalog.Entry> find() {
        return catalog.find(database(), name.name());
    }

    /** Describes what uses the name if it is not this table or an external Delta table. */
    private Optional<String> foreign(SessionCatalog.Entry entry) {
        if (entry.isView()) {
            return Optional.of("a view");
        }
        if (!entry.isDelta()) {
            return Optional.of("a table with the format " + entry.provider() + ", not a Delta table");
        }
        return entry.isManaged() && !isHere(entry)
                ? Optional.of("a managed Delta table " + place(entry) + ", which has its own data")
                : Optional.empty();
    }

    private boolean isHere(SessionCatalog.Entry entry) {
        return entry.location().equals(Optional.of(new Path(location)));
    }

    private static String place(SessionCatalog.Entry entry) {
        return entry.location().map(path -> "at " + path).orElse("without a location");
    }

    private List<String> misplaced(SessionCatalog.Entry entry) {
        List<String> differences = new ArrayList<>();
        if (!isHere(entry)) {
            differences.add("it is registered " + place(entry));
        }
        if (entry.isManaged()) {
            differences.add("it is registered as a managed table, whose files Hive deletes when it is dropped");
        }
        if ("true".equalsIgnoreCase(entry.properties().get(PURGE))) {
            differences.add("it is registered with " + PURGE + ", so that its files are deleted when it is dropped");
        }
        return differences;
    }

    /**
     * How the registered columns differ from the table's in name and type. Spark readers are not affected because they
     * use the Delta log.
     */
    private List<String> outdated(SessionCatalog.Entry entry) {
        Map<String, String> registered = columns(entry.schema());
        Map<String, String> real = columns(schema);
        List<String> differences = new ArrayList<>();
        real.forEach((column, type) -> {
            String other = registered.remove(column);
            if (other == null) {
                differences.add("the registered columns do not include " + column);
            } else if (!other.equals(type)) {
                differences.add("column " + column + " is registered as " + other + " and is " + type);
            }
        });
        registered.keySet().forEach(column -> differences.add("the registered column " + column + " does not exist"));
        return differences;
    }

    private static Map<String, String> columns(StructType schema) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (StructField column : schema.fields()) {
            columns.put(column.name(), column.dataType().catalogString());
        }
        return columns;
    }

    private URI uri() {
        return new Path(location).toUri();
    }
}
