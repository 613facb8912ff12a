package io.lakehouse.delta.log;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.JobLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * One table as the engine works on it: its spec, its log, and the session that verbs work in. Safe for use by many
 * threads.
 */
public final class TableLog {

    private static final Logger LOG = LoggerFactory.getLogger(TableLog.class);

    private final SparkSession callers;
    private final SparkSession verbs;
    private final TableSpec spec;
    private final String location;
    private final TableFiles known;
    /** The table's columns when it was last looked at. */
    private volatile StructType columns = new StructType();

    /**
     * A table, which need not be there.
     *
     * @param callers the session of whoever opened it
     * @param verbs the session for queries of verbs
     * @param known what this process keeps of the table
     */
    public TableLog(SparkSession callers, SparkSession verbs, TableSpec spec, String location, TableFiles known) {
        this.callers = callers;
        this.verbs = verbs;
        this.spec = spec;
        this.location = location;
        this.known = known;
    }

    public TableSpec spec() {
        return spec;
    }

    public TableName name() {
        return spec.name();
    }

    /** Where the table is, as a URI. */
    public String location() {
        return location;
    }

    /** The session of whoever opened the table: for rows that are handed out, and for names. */
    public SparkSession callers() {
        return callers;
    }

    /** The session that verbs work in. */
    public SparkSession verbs() {
        return verbs;
    }

    /** The table's columns, which its spec has been held against. */
    public StructType columns() {
        return columns;
    }

    private DeltaLog log() {
        return DeltaLog.forTable(verbs, new Path(location));
    }

    /** The newest version. */
    public TableSnapshot snapshot() {
        Snapshot newest = log().update(false, Option.empty(), Option.empty());
        return new TableSnapshot(newest, known);
    }

    /** Creates the table if it is missing, and makes sure that it fits its spec. */
    public void createOrVerify() {
        inSession("create", "commit", () -> {
            TableSnapshot snapshot = snapshot();
            if (!snapshot.exists()) {
                create();
                snapshot = snapshot();
            }
            verify(snapshot);
            SchemaDiff diff = diff(snapshot);
            if (!diff.isEmpty()) {
                LOG.warn("{} differs from its spec, Lakehouse.converge(spec) can change it: {}", name(), diff);
            }
            return name();
        });
    }

    /** Creates the table; false if another writer was faster. */
    public boolean create() {
        return TableCreation.create(log(), spec, location);
    }

    /**
     * Makes sure that a version is a table, and one that fits its spec.
     *
     * @throws io.lakehouse.core.error.UnknownTableException if there is no table
     * @throws io.lakehouse.core.error.SchemaMismatchException if it differs, or has features that verbs would break
     */
    public void verify(TableSnapshot snapshot) {
        if (!snapshot.exists()) {
            throw LogErrors.noTable(name(), location);
        }
        List<String> harmed = TableFeatures.harmed(snapshot.delta().metadata());
        if (!harmed.isEmpty()) {
            throw LogErrors.harmedFeatures(name(), location, harmed);
        }
        SchemaDiff diff = SchemaDiff.between(spec, snapshot.description()).structural();
        if (!diff.isEmpty()) {
            throw LogErrors.tableDrifted(name(), location, diff);
        }
        columns = snapshot.schema();
    }

    /** The same for verbs that change files without a transaction, or begin one at a version they have looked at. */
    public void requireWritable(TableSnapshot snapshot) {
        verify(snapshot);
        log().protocolWrite(snapshot.delta().protocol());
    }

    /** How a version differs from the spec, the properties that follow from its retention included. */
    public SchemaDiff diff(TableSnapshot snapshot) {
        TableSpec complete = TableSpec.builder()
                .from(spec)
                .properties(SpecProperties.of(spec))
                .build();
        return SchemaDiff.between(complete, snapshot.description());
    }

    /**
     * These fields.
     *
     * @throws IllegalArgumentException if one is not the spec's own
     */
    public List<Field<?>> known(Field<?>... fields) {
        for (Field<?> field : fields) {
            if (!spec.fields().contains(field)) {
                throw LogErrors.unknownField(name(), field, spec.fields());
            }
        }
        return List.of(fields);
    }

    /** Begins a change of a table that may differ from its spec. */
    public DeltaTransaction beginUnverified() {
        return inSession("begin", "read the log", () -> DeltaTransaction.begin(verbs, log(), known));
    }

    /** Begins a change of the table, which another writer may have altered since it was opened. */
    public DeltaTransaction begin() {
        DeltaTransaction transaction = beginUnverified();
        verify(transaction.snapshot());
        return transaction;
    }

    /** The newest commits, newest first. */
    public List<TableCommit> history(int limit) {
        return DeltaTable.forPath(verbs, location)
                .history(limit)
                .select(col("version"), unix_micros(col("timestamp")), col("operation"), col("operationMetrics"))
                .collectAsList()
                .stream()
                .map(row -> new TableCommit(
                        row.getLong(0),
                        Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS),
                        row.getString(2),
                        row.isNullAt(3) ? Map.of() : row.<String, String>getJavaMap(3)))
                .toList();
    }

    /** Runs a step of a verb with its jobs labelled, in the session of verbs whatever the thread's is. */
    public <T> T inSession(String verb, String step, Supplier<T> action) {
        return ActiveSession.with(verbs, () -> {
            try (JobLabel label = JobLabel.of(verbs, verb + " " + name() + ": " + step)) {
                return action.get();
            }
        });
    }

    /** Logs what a verb did, one line. */
    public void report(
            String verb, String what, long filesAdded, long filesRemoved, long bytesAdded, Duration elapsed) {
        LOG.info(
                "{} {}: {}; {} files added, {} removed, {} bytes written, {} s",
                verb,
                name(),
                what,
                filesAdded,
                filesRemoved,
                bytesAdded,
                elapsed.toMillis() / 1000.0);
    }
}
