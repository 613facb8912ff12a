package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.error.UnreachableWarehouseException;
import io.lakehouse.core.error.UnsafeStorageException;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.flow.FlowTransformations;
import io.lakehouse.delta.log.Checkpoints;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.TableFiles;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.rows.SpecExpressions;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.VerbSession;
import io.lakehouse.delta.storage.SessionRequirements;
import io.lakehouse.delta.storage.WarehouseAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of one warehouse, used through one Spark session. Thread-safe.
 *
 * <pre>{@code
 * try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("prices"), Warehouse.at("data/lake"))) {
 *   lake.table(PRICES).upsert().latestBy(INGESTED_AT).execute(cleaned);
 * }
 * }</pre>
 */
public final class Lakehouse implements AutoCloseable {

    private final SparkSession spark;
    private final Warehouse warehouse;
    private final boolean ownsSession;
    private final Map<String, TableFiles> files = new ConcurrentHashMap<>();
    private final Checkpoints checkpoints = new Checkpoints();
    private final Set<TableSpec> checked = ConcurrentHashMap.newKeySet();
    private final FlowTransformations flows = new FlowTransformations();

    private Lakehouse(SparkSession spark, Warehouse warehouse, boolean ownsSession) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.ownsSession = ownsSession;
    }

    /**
     * Opens a session with the settings for Delta. Closing the lakehouse stops the session.
     *
     * @throws InvalidSettingException if a setting is unusable or unsafe: a disabled retention check, or a warehouse on
     *     S3 without a LogStore
     * @throws UnreachableWarehouseException if the storage of the warehouse does not answer or denies access to this
     *     user
     */
    public static Lakehouse open(SessionSpec session, Warehouse warehouse) {
        SessionSpec complete = DeltaSettings.addTo(session, warehouse);
        Map<String, String> settings = complete.toConf();
        new SessionRequirements(key -> Optional.ofNullable(settings.get(key))).requireOwn(warehouse.root());
        Lakehouse lake = new Lakehouse(complete.open(), warehouse, true);
        try {
            WarehouseAccess.require(warehouse.root(), Queries.hadoopConf(lake.spark));
            return lake;
        } catch (RuntimeException e) {
            lake.close();
            throw e;
        }
    }

    /**
     * Uses an existing session. Its settings are left unchanged, and closing the lakehouse leaves it open. The verbs of
     * a table run in a session of their own, with the settings and functions that this one has when the table is
     * opened, except for settings that rows depend on: dates are derived from instants in UTC, whatever the session's
     * time zone.
     *
     * @throws InvalidSettingException if the session lacks Delta's extension, or if the warehouse is on S3 and the
     *     session names no LogStore
     */
    public static Lakehouse on(SparkSession session, Warehouse warehouse) {
        requirements(session).require(warehouse.root());
        return new Lakehouse(session, warehouse, false);
    }

    private static SessionRequirements requirements(SparkSession session) {
        return new SessionRequirements(key -> Queries.setting(session, key));
    }

    /** Computes rows once and keeps them until they are closed, for several verbs. */
    public PinnedSource pin(Dataset<Row> rows) {
        return new PinnedSource(rows);
    }

    /**
     * Adopts an existing Delta table by name, as a query of the session would find it: {@code schema.name}, or
     * {@code catalog.schema.name}. The catalog's entry is read and never changed.
     */
    public Adoption adopt(String name) {
        return Adoption.ofName(spark, this::handle, name);
    }

    /** Adopts an existing Delta table by its location, for example {@code Warehouse.at("s3a://bucket").path("events")}. */
    public Adoption adopt(TableLocation location) {
        return Adoption.ofLocation(this::handle, location);
    }

    /**
     * The table of a spec, created if missing unless the spec is of an adopted table.
     *
     * @throws UnknownTableException if the spec is of an adopted table and there is no Delta table
     * @throws SchemaMismatchException if an existing table differs from the spec
     * @throws UnsafeStorageException if the table is missing and its local disk could lose commits
     * @throws IllegalArgumentException if an expression or a property of the spec is invalid
     */
    public LakehouseTable table(TableSpec spec) {
        if (spec.adopted()) {
            return existingTable(spec);
        }
        LakehouseTable table = handle(spec);
        table.log().createOrVerify();
        return table;
    }

    /**
     * The table of a spec, which must exist: for read-only commands.
     *
     * @throws UnknownTableException if there is no Delta table
     * @throws SchemaMismatchException if the table differs from the spec
     */
    public LakehouseTable existingTable(TableSpec spec) {
        LakehouseTable table = handle(spec);
        table.log().verify(table.log().snapshot());
        return table;
    }

    /**
     * The table of a spec if it exists: for commands that work on whatever tables exist.
     *
     * @throws SchemaMismatchException if the table differs from the spec
     */
    public Optional<LakehouseTable> findTable(TableSpec spec) {
        LakehouseTable table = handle(spec);
        TableSnapshot snapshot = table.log().snapshot();
        if (!snapshot.exists()) {
            return Optional.empty();
        }
        table.log().verify(snapshot);
        return Optional.of(table);
    }

    /** Changes the table of a spec to match it, as far as that touches no rows; creates it if missing. */
    public Converge converge(TableSpec spec) {
        return new Converge(handle(spec).log());
    }

    /** Optimises and vacuums these tables, one after the other. */
    public Maintenance maintain(List<LakehouseTable> tables) {
        return new Maintenance(tables);
    }

    /** Registers these tables by name in the Hive metastore of the session, and verifies their entries. */
    public RegisterAll register(List<LakehouseTable> tables) {
        return new RegisterAll(tables.stream().map(LakehouseTable::log).toList());
    }

    private LakehouseTable handle(TableSpec spec) {
        SparkSession verbs = VerbSession.forVerbs(spark);
        if (!checked.contains(spec)) {
            // These checks need the session.
            SpecExpressions.require(verbs, spec);
            SpecProperties.of(spec);
            if (!spec.adopted()) {
                // Each adoption makes a spec of its own.
                checked.add(spec);
            }
        }
        String location = spec.location().map(TableLocation::uri).orElseGet(() -> warehouse.locationOf(spec.name()));
        TableFiles known = files.computeIfAbsent(location, key -> new TableFiles());
        return new LakehouseTable(new TableLog(spark, verbs, spec, location, known, checkpoints), flows);
    }

    public SparkSession spark() {
        return spark;
    }

    public Warehouse warehouse() {
        return warehouse;
    }

    /** Waits for checkpoints that are being written, and stops the session if this lakehouse opened it. */
    @Override
    public void close() {
        checkpoints.close();
        if (ownsSession) {
            spark.stop();
            // Spark itself clears neither, and would parse expressions with the settings of the stopped session.
            SparkSession.clearActiveSession();
            SparkSession.clearDefaultSession();
        }
    }
}
