package io.lakehouse.delta;

import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterPlan.Action;
import io.lakehouse.core.result.RegisterResult.Outcome;
import io.lakehouse.core.table.TableName;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.package$;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalog;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * What a metastore should say of one table, and what it says. Nothing is ever dropped here: Hive deletes the files of a
 * managed table that is dropped, and somebody may have made one of ours managed.
 */
record MetastoreEntry(
        Supplier<ExternalCatalog> catalog, TableName name, String location, StructType schema, String comment) {

    private static final String PROVIDER = "delta";
    /** With it, later versions of Hive delete the files of an external table that is dropped. */
    private static final String PURGE = "external.table.purge";

    /** What would have to be done now. */
    RegisterPlan plan(boolean repairs) {
        Optional<CatalogTable> found = find();
        if (found.isEmpty()) {
            return plan(Action.CREATE, "the metastore does not know it");
        }
        CatalogTable entry = found.get();
        Optional<String> foreign = foreign(entry);
        if (foreign.isPresent()) {
            return plan(
                    Action.REFUSE,
                    "the name belongs to " + foreign.get() + ". Rename that one, or drop it if it is not needed");
        }
        List<String> misplaced = misplaced(entry);
        if (!misplaced.isEmpty()) {
            return repairs
                    ? plan(Action.REPAIR, String.join("; ", misplaced))
                    : plan(
                            Action.REFUSE,
                            String.join("; ", misplaced)
                                    + ". If that is out of date, repair it: register --repair, or repairing()");
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
     * Does what has to be done, and reads it back.
     *
     * @throws RegistrationConflictException if the name belongs to something else
     * @throws RegistrationFailedException if the metastore tells something else afterwards
     */
    Outcome register(boolean repairs) {
        RegisterPlan plan = plan(repairs);
        Outcome outcome = switch (plan.action()) {
            case KEEP -> Outcome.UNCHANGED;
            case CREATE -> create();
            case UPDATE -> update(find().orElseThrow(), Outcome.UPDATED);
            case REPAIR -> repair(find().orElseThrow());
            case REFUSE -> throw RegistrationErrors.takenMeanwhile(plan);
        };
        verify();
        return outcome;
    }

    private Outcome create() {
        try {
            createDatabase();
            catalog.get().createTable(definition(), false);
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

    /** Beside the folder of the layer, because Hive deletes the folder of a database that is dropped. */
    private void createDatabase() {
        ExternalCatalog metastore = catalog.get();
        String database = name.layer().id();
        if (metastore.databaseExists(database)) {
            return;
        }
        URI folder = new Path(location).getParent().suffix(".db").toUri();
        try {
            metastore.createDatabase(new CatalogDatabase(database, "", folder, ScalaLists.map(Map.of())), true);
        } catch (Exception e) {
            if (!metastore.databaseExists(database)) {
                throw e;
            }
        }
    }

    private Outcome repair(CatalogTable entry) {
        catalog.get()
                .alterTable(with(
                        entry,
                        entry.storage()
                                .copy(
                                        Option.apply(uri()),
                                        entry.storage().inputFormat(),
                                        entry.storage().outputFormat(),
                                        entry.storage().serde(),
                                        entry.storage().compressed(),
                                        entry.storage().properties())));
        return outdated(find().orElseThrow()).isEmpty() ? Outcome.REPAIRED : update(entry, Outcome.REPAIRED);
    }

    private Outcome update(CatalogTable entry, Outcome outcome) {
        List<String> partitions = ScalaLists.list(entry.partitionColumnNames());
        StructField[] columns = Arrays.stream(schema.fields())
                .filter(column -> !partitions.contains(column.name()))
                .toArray(StructField[]::new);
        catalog.get().alterTableDataSchema(name.layer().id(), name.name(), new StructType(columns));
        return outcome;
    }

    /** Reads the entry back: what counts is what the metastore tells others. */
    private void verify() {
        List<String> differences = new ArrayList<>();
        if (!catalog.get().databaseExists(name.layer().id())) {
            differences.add("there is no database " + name.layer().id());
        } else {
            Optional<CatalogTable> entry = find();
            if (entry.isEmpty()) {
                differences.add("there is no table of that name");
            }
            entry.flatMap(this::foreign).ifPresent(what -> differences.add("it is " + what));
            entry.map(this::misplaced).ifPresent(differences::addAll);
            entry.map(this::outdated).ifPresent(differences::addAll);
        }
        if (!differences.isEmpty()) {
            throw RegistrationErrors.notAsTold(name, differences);
        }
    }

    private Optional<CatalogTable> find() {
        ExternalCatalog metastore = catalog.get();
        return metastore.tableExists(name.layer().id(), name.name())
                ? Optional.of(metastore.getTable(name.layer().id(), name.name()))
                : Optional.empty();
    }

    /** What has the name instead of a Delta table. */
    private Optional<String> foreign(CatalogTable entry) {
        if (entry.tableType().equals(CatalogTableType.VIEW())) {
            return Optional.of("a view");
        }
        String provider = entry.provider().getOrElse(() -> "hive");
        if (!provider.equalsIgnoreCase(PROVIDER)) {
            return Optional.of("a table of the format " + provider + ", no Delta table");
        }
        return isManaged(entry) && !isHere(entry)
                ? Optional.of("a managed Delta table " + place(entry) + ", which holds data of its own")
                : Optional.empty();
    }

    private static boolean isManaged(CatalogTable entry) {
        return !entry.tableType().equals(CatalogTableType.EXTERNAL());
    }

    private boolean isHere(CatalogTable entry) {
        Option<URI> found = entry.storage().locationUri();
        return found.isDefined() && new Path(found.get()).equals(new Path(location));
    }

    private static String place(CatalogTable entry) {
        Option<URI> found = entry.storage().locationUri();
        return found.isEmpty() ? "without a location" : "at " + new Path(found.get());
    }

    private List<String> misplaced(CatalogTable entry) {
        List<String> differences = new ArrayList<>();
        if (!isHere(entry)) {
            differences.add("it is registered " + place(entry));
        }
        if (isManaged(entry)) {
            differences.add("it is registered as a managed table, whose files Hive deletes when it is dropped");
        }
        if ("true".equalsIgnoreCase(entry.properties().getOrElse(PURGE, () -> ""))) {
            differences.add("it is registered with " + PURGE + ", so that its files are deleted when it is dropped");
        }
        return differences;
    }

    /** How the registered columns differ in name and type; who reads by Spark goes by Delta's log all the same. */
    private List<String> outdated(CatalogTable entry) {
        Map<String, String> registered = columns(entry.schema());
        Map<String, String> real = columns(schema);
        List<String> differences = new ArrayList<>();
        real.forEach((column, type) -> {
            String other = registered.remove(column);
            if (other == null) {
                differences.add("the registered columns lack " + column);
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

    /** Without partition columns: the partitions are in Delta's log, and none is ever registered. */
    private CatalogTable definition() {
        return new CatalogTable(
                new TableIdentifier(name.name(), Option.apply(name.layer().id())),
                CatalogTableType.EXTERNAL(),
                new CatalogStorageFormat(
                        Option.apply(uri()),
                        Option.empty(),
                        Option.empty(),
                        Option.empty(),
                        false,
                        ScalaLists.map(Map.of())),
                schema,
                Option.apply(PROVIDER),
                ScalaLists.seq(List.of()),
                Option.empty(),
                "",
                System.currentTimeMillis(),
                -1,
                package$.MODULE$.SPARK_VERSION(),
                ScalaLists.map(Map.of()),
                Option.empty(),
                Option.empty(),
                comment.isEmpty() ? Option.empty() : Option.apply(comment),
                ScalaLists.seq(List.of()),
                false,
                true,
                ScalaLists.map(Map.of()),
                Option.empty());
    }

    /** The same entry as an external table that is stored otherwise, and outlives its name. */
    private static CatalogTable with(CatalogTable entry, CatalogStorageFormat storage) {
        Map<String, String> kept = ScalaLists.javaMap(entry.properties());
        kept.remove(PURGE);
        return entry.copy(
                entry.identifier(),
                CatalogTableType.EXTERNAL(),
                storage,
                entry.schema(),
                entry.provider(),
                entry.partitionColumnNames(),
                entry.bucketSpec(),
                entry.owner(),
                entry.createTime(),
                entry.lastAccessTime(),
                entry.createVersion(),
                ScalaLists.map(kept),
                entry.stats(),
                entry.viewText(),
                entry.comment(),
                entry.unsupportedFeatures(),
                entry.tracksPartitionsInCatalog(),
                entry.schemaPreservesCase(),
                entry.ignoredProperties(),
                entry.viewOriginalText());
    }
}
