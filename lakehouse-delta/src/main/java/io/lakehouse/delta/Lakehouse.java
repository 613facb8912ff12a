package io.lakehouse.delta;

import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.DeltaSettings.SessionKind;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of one warehouse, used through one Spark session. Safe for use by many threads.
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

    private Lakehouse(SparkSession spark, Warehouse warehouse, boolean ownsSession) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.ownsSession = ownsSession;
    }

    /** Opens a session with Delta's settings added; closing the lakehouse stops it. */
    public static Lakehouse open(SessionSpec session, Warehouse warehouse) {
        SessionKind kind = session.isLocal() ? SessionKind.LOCAL : SessionKind.CLUSTER;
        SparkSession spark = session.withDefaults(DeltaSettings.forSession(session.machine(), kind))
                .open();
        Lakehouse lake = new Lakehouse(spark, warehouse, true);
        try {
            requireUtc(spark);
            return lake;
        } catch (InvalidSettingException e) {
            lake.close();
            throw e;
        }
    }

    /**
     * Uses a session that somebody else opened: its settings are left as they are, and closing the lakehouse leaves it
     * open.
     *
     * @throws InvalidSettingException if the session lacks Delta's extension, or if its zone is not UTC
     */
    public static Lakehouse on(SparkSession session, Warehouse warehouse) {
        String extensions = session.conf().get(DeltaSettings.EXTENSIONS.key(), "");
        if (Arrays.stream(extensions.split(",", -1))
                .map(String::trim)
                .noneMatch(DeltaSettings.EXTENSION_CLASS::equals)) {
            throw DeltaErrors.noDeltaExtension();
        }
        requireUtc(session);
        return new Lakehouse(session, warehouse, false);
    }

    /** Dates are derived from instants in the session's zone, so another zone would put the same row elsewhere. */
    private static void requireUtc(SparkSession session) {
        String zone = session.conf().get("spark.sql.session.timeZone");
        if (!ZoneId.of(zone, ZoneId.SHORT_IDS).getRules().equals(ZoneOffset.UTC.getRules())) {
            throw DeltaErrors.notUtc(zone);
        }
    }

    /**
     * The table of a spec: created when missing.
     *
     * @throws SchemaMismatchException if a table is there that differs from the spec
     */
    public LakehouseTable table(TableSpec spec) {
        LakehouseTable table = handle(spec);
        table.createOrVerify();
        return table;
    }

    /**
     * The table of a spec, which must be there: for commands that look and change nothing.
     *
     * @throws UnknownTableException if there is no Delta table
     * @throws SchemaMismatchException if the table differs from the spec
     */
    public LakehouseTable existingTable(TableSpec spec) {
        LakehouseTable table = handle(spec);
        table.verify();
        return table;
    }

    private LakehouseTable handle(TableSpec spec) {
        String location = warehouse.locationOf(spec.name());
        return new LakehouseTable(spark, spec, location, files.computeIfAbsent(location, key -> new TableFiles()));
    }

    public SparkSession spark() {
        return spark;
    }

    public Warehouse warehouse() {
        return warehouse;
    }

    @Override
    public void close() {
        if (ownsSession) {
            spark.stop();
        }
    }
}
