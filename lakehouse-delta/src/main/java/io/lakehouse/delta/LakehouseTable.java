package io.lakehouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableDescription;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Delta table and its verbs. It works by path and needs no metastore. Safe for use by many threads; every verb
 * reports from its own commit.
 */
public final class LakehouseTable {

    private static final Logger LOG = LoggerFactory.getLogger(LakehouseTable.class);

    private final SparkSession callers;
    private final SparkSession verbs;
    private final TableSpec spec;
    private final String location;
    private final TableFiles files;
    private final FlowTransformations flows;
    /** The table's columns when it was last looked at. */
    private volatile StructType columns = new StructType();

    LakehouseTable(
            SparkSession callers,
            SparkSession verbs,
            TableSpec spec,
            String location,
            TableFiles files,
            FlowTransformations flows) {
        this.callers = callers;
        this.verbs = verbs;
        this.spec = spec;
        this.location = location;
        this.files = files;
        this.flows = flows;
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

    /** The rows of the newest version at the time they are read. */
    public Dataset<Row> read() {
        return callers.read().format("delta").load(location);
    }

    /**
     * The rows of the newest version that match a filter. The files that may hold such rows are found here and now, by
     * the table's file list that this process keeps; {@link #read()} starts a Spark job for that in each query, which
     * costs more than a small answer. Filters on the result skip parts of these files, but no further files.
     */
    public Dataset<Row> read(RowFilter filter) {
        filter.terms().forEach(term -> known(term.field()));
        return inSession("read", "find files", () -> {
            Snapshot snapshot = snapshot();
            Scope scope = Scope.of(filter);
            List<AddFile> matching = files.of(snapshot).stream()
                    .filter(scope.fileFilter(snapshot))
                    .toList();
            return Snapshots.read(callers, snapshot, matching).filter(scope.toColumn());
        });
    }

    /**
     * The rows of an older version, as long as its files are kept.
     *
     * @throws IllegalArgumentException if the table has no such version
     */
    public Dataset<Row> readVersion(long version) {
        long newest = snapshot().version();
        if (version < 0 || version > newest) {
            throw DeltaErrors.unknownVersion(name(), version, newest);
        }
        return callers.read().format("delta").option("versionAsOf", version).load(location);
    }

    /** The rows as they were at an instant, as long as the files of that version are kept. */
    public Dataset<Row> readAsOf(Instant instant) {
        return callers.read()
                .format("delta")
                .option("timestampAsOf", instant.toString())
                .load(location);
    }

    /**
     * Adds rows to a table without a key.
     *
     * @param batch names the rows, so that a rerun of the same batch is skipped
     */
    public Append append(String batch) {
        return new Append(this, batch);
    }

    /** Deletes the rows that the filter matches. */
    public Delete delete(RowFilter filter) {
        return new Delete(this, filter);
    }

    /** Inserts rows whose key is new and updates those whose key is there with other values. */
    public Upsert upsert() {
        return new Upsert(this);
    }

    /**
     * Keeps every version of a row and from when to when it held.
     *
     * @param from the key field from which a version holds, inclusive
     * @param to the optional field until which it holds, exclusive; NULL in the current version
     * @param isCurrent true in the current version
     */
    public Historize historize(Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        return new Historize(this, from, to, isCurrent);
    }

    /** Replaces the rows that the filter matches by others that it matches, in one commit. */
    public Replace replace(RowFilter filter) {
        return new Replace(this, filter);
    }

    /** Rewrites files where that is worth it. */
    public Optimize optimize() {
        return new Optimize(this);
    }

    /** Deletes files that no version inside the retention needs. */
    public Vacuum vacuum() {
        return new Vacuum(this);
    }

    /** Makes the table known by its name to the Hive metastore of the session. */
    public Register register() {
        return new Register(this);
    }

    /** What shape the newest version is in, from the log alone: what is wrong, what it costs, what to do. */
    public TableHealth health() {
        return inSession("health", "read the log", () -> HealthCheck.of(this));
    }

    /** What changed in this table since another one has followed it. */
    public TableChanges changesFor(LakehouseTable follower) {
        return inSession("changes", "read the logs", () -> TableChanges.pending(this, snapshot(), follower, ""));
    }

    /**
     * What changed in this table after a version, from the log alone.
     *
     * @throws ExpiredChangesException if the log no longer holds every commit since then
     * @throws IllegalArgumentException if the table has no such version
     */
    public TableChanges changesSince(long version) {
        return inSession("changes", "read the log", () -> TableChanges.since(this, version));
    }

    /** The newest commits, newest first. */
    public List<TableCommit> history(int limit) {
        return inSession(
                "history",
                "read the log",
                () -> DeltaTable.forPath(verbs, location)
                        .history(limit)
                        .select(
                                col("version"),
                                unix_micros(col("timestamp")),
                                col("operation"),
                                col("operationMetrics"))
                        .collectAsList()
                        .stream()
                        .map(row -> new TableCommit(
                                row.getLong(0),
                                Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS),
                                row.getString(2),
                                row.isNullAt(3) ? Map.of() : row.<String, String>getJavaMap(3)))
                        .toList());
    }

    /** What the newest version holds, from the log alone. */
    public TableState state() {
        return inSession("state", "read the log", () -> {
            Snapshot snapshot = snapshot();
            List<AddFile> live = files.of(snapshot);
            long rows = Snapshots.rows(verbs, snapshot, live);
            return new TableState(
                    name(), location, snapshot.version(), rows, live.size(), DeltaTransaction.bytes(live));
        });
    }

    /** The values of a partition field that the newest version has files for, from the log alone; NULL left out. */
    public <T> List<T> partitionValues(Field<T> partitionField) {
        if (!spec.partitionFields().contains(partitionField)) {
            throw DeltaErrors.unknownField(name(), partitionField, spec.partitionFields());
        }
        return inSession("partitions", "read the log", () -> {
            Snapshot snapshot = snapshot();
            PartitionValues partitions = PartitionValues.in(snapshot);
            return files.of(snapshot).stream()
                    .map(file -> partitions.of(file).get(partitionField.name()))
                    .distinct()
                    .flatMap(text -> PartitionValues.parse(partitionField, text).stream())
                    .toList();
        });
    }

    /** The values of a field, a date, an integer or a string, in the newest version; NULL left out. */
    <T> List<T> valuesOf(Field<T> field) {
        if (spec.partitionFields().contains(field)) {
            return partitionValues(field);
        }
        return inSession("values", "read " + field.name(), () -> {
            Snapshot snapshot = snapshot();
            List<AddFile> live = files.of(snapshot);
            if (live.isEmpty()) {
                return List.of();
            }
            DataType type = field.type().sparkType();
            return InternalRows.collect(Snapshots.read(verbs, snapshot, live)
                            .select(field.col())
                            .filter(field.col().isNotNull())
                            .distinct())
                    .stream()
                    .map(row -> PartitionValues.toJava(field, row.get(0, type)))
                    .toList();
        });
    }

    void createOrVerify() {
        inSession("create", "commit", () -> {
            Snapshot snapshot = snapshot();
            if (snapshot.version() < 0) {
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

    /** What the table says of itself. */
    public TableDescription description() {
        return inSession("describe", "read the log", () -> Snapshots.describe(snapshot()));
    }

    /** How a version differs from the spec, the properties that follow from its retention included. */
    SchemaDiff diff(Snapshot snapshot) {
        TableSpec complete = TableSpec.builder()
                .from(spec)
                .properties(DeltaProperties.of(spec))
                .build();
        return SchemaDiff.between(complete, Snapshots.describe(snapshot));
    }

    /** Creates the table; false if somebody else was faster. */
    boolean create() {
        return TableCreation.create(log(), spec, location);
    }

    boolean exists() {
        return snapshot().version() >= 0;
    }

    void verify() {
        verify(snapshot());
    }

    /** For verbs that change files without a transaction, or begin one at a version they have looked at. */
    void requireWritable(Snapshot snapshot) {
        verify(snapshot);
        snapshot.deltaLog().protocolWrite(snapshot.protocol());
    }

    private void verify(Snapshot snapshot) {
        if (snapshot.version() < 0) {
            throw DeltaErrors.noTable(name(), location);
        }
        List<String> harmed = TableFeatures.harmed(snapshot.metadata());
        if (!harmed.isEmpty()) {
            throw DeltaErrors.harmedFeatures(name(), location, harmed);
        }
        SchemaDiff diff = SchemaDiff.between(spec, Snapshots.describe(snapshot)).structural();
        if (!diff.isEmpty()) {
            throw DeltaErrors.tableDrifted(name(), location, diff);
        }
        columns = snapshot.metadata().schema();
    }

    DeltaLog log() {
        return DeltaLog.forTable(verbs, new Path(location));
    }

    Snapshot snapshot() {
        return Snapshots.newest(log());
    }

    /** These fields, which must be the spec's own. */
    List<Field<?>> known(Field<?>... fields) {
        for (Field<?> field : fields) {
            if (!spec.fields().contains(field)) {
                throw DeltaErrors.unknownField(name(), field, spec.fields());
            }
        }
        return List.of(fields);
    }

    /** Begins a change of a table that may differ from its spec. */
    DeltaTransaction beginUnverified() {
        return inSession("begin", "read the log", () -> DeltaTransaction.begin(verbs, log(), files));
    }

    /** Begins a change of the table, which somebody may have altered since it was opened. */
    DeltaTransaction begin() {
        DeltaTransaction transaction = beginUnverified();
        verify(transaction.snapshot());
        return transaction;
    }

    /** Logs what a verb did, one line. */
    void report(String verb, String what, long filesAdded, long filesRemoved, long bytesAdded, Duration elapsed) {
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

    TableFiles files() {
        return files;
    }

    /** The session of whoever opened the table: for rows that are handed out, and for names. */
    SparkSession callers() {
        return callers;
    }

    /** The session that verbs work in. */
    SparkSession verbs() {
        return verbs;
    }

    FlowTransformations flows() {
        return flows;
    }

    /** The table's columns, which its spec has been held against. */
    StructType columns() {
        return columns;
    }

    /** Runs a step of a verb with its jobs labelled, in the session of verbs whatever the thread's is. */
    <T> T inSession(String verb, String step, Supplier<T> action) {
        return ActiveSession.with(verbs, () -> {
            try (JobLabel label = JobLabel.of(verbs, verb + " " + name() + ": " + step)) {
                return action.get();
            }
        });
    }
}
