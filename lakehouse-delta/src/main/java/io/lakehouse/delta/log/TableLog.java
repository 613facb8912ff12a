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
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.RowPipelines;
import io.lakehouse.delta.spark.VerbSession;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * One table as the engine works on it: its spec, its log, and the session that verbs work in. Safe for use by many
 * threads.
 */
public final class TableLog {

    private static final Logger LOG = LoggerFactory.getLogger(TableLog.class);

    private final SparkSession callerSession;
    private final SparkSession verbSession;
    private final TableSpec spec;
    private final String location;
    private final TableFiles known;
    private final Checkpoints checkpoints;
    /** The time zone of the caller's session when the table was opened. */
    private final String callersZone;
    /** Columns that every transaction adds or widens, where the table does not have them so. */
    private final List<StructField> evolved;

    private final RowPipelines pipelines;
    /** The table's columns when it was last verified. */
    private volatile @Nullable TableColumns columns;

    private volatile Optional<String> reasonForDelta = Optional.empty();

    /**
     * A table, which may not exist yet.
     *
     * @param callerSession the session of the caller that opened it
     * @param verbSession the session for the verbs' queries
     * @param known the table state cached in this process
     * @param checkpoints writes the table's checkpoints
     */
    public TableLog(
            SparkSession callerSession,
            SparkSession verbSession,
            TableSpec spec,
            String location,
            TableFiles known,
            Checkpoints checkpoints) {
        this(
                callerSession,
                verbSession,
                spec,
                location,
                known,
                checkpoints,
                Queries.timeZone(callerSession),
                List.of(),
                new RowPipelines(verbSession));
    }

    private TableLog(
            SparkSession callerSession,
            SparkSession verbSession,
            TableSpec spec,
            String location,
            TableFiles known,
            Checkpoints checkpoints,
            String callersZone,
            List<StructField> evolved,
            RowPipelines pipelines) {
        this.callerSession = callerSession;
        this.verbSession = verbSession;
        this.spec = spec;
        this.location = location;
        this.known = known;
        this.checkpoints = checkpoints;
        this.callersZone = callersZone;
        this.evolved = evolved;
        this.pipelines = pipelines;
    }

    /**
     * The same table, to which each transaction adds columns, and in which it widens columns.
     *
     * @param spec the spec with fields for these columns
     * @param columns columns that the table shall have, with at least these types
     */
    public TableLog evolving(TableSpec spec, List<StructField> columns) {
        return new TableLog(
                callerSession,
                verbSession,
                spec,
                location,
                known,
                checkpoints,
                callersZone,
                List.copyOf(columns),
                pipelines);
    }

    /** Whether this version of Delta and this table can widen the type of a column. */
    public boolean canWiden(DataType from, DataType to) {
        return ColumnChanges.canWiden(snapshot(), from, to);
    }

    public TableSpec spec() {
        return spec;
    }

    public TableName name() {
        return spec.name();
    }

    /** The table's location, as a URI. */
    public String location() {
        return location;
    }

    /** The session of the caller that opened the table, used for rows returned to the caller and to resolve names. */
    public SparkSession callerSession() {
        return callerSession;
    }

    /** The session that verbs work in. */
    public SparkSession verbSession() {
        return verbSession;
    }

    /** Compiled transformations of rows, for batches that the verbs work on in the memory of this process. */
    public RowPipelines pipelines() {
        return pipelines;
    }

    /** The table's columns, as last verified against its spec. */
    public TableColumns columns() {
        TableColumns known = columns;
        return known == null ? snapshot().columns() : known;
    }

    /** Why Delta's own commands write the table, as last verified; empty if the verbs write it themselves. */
    public Optional<String> reasonForDelta() {
        return reasonForDelta;
    }

    Turns turns() {
        return known.turns();
    }

    private DeltaLog log() {
        return DeltaLog.forTable(verbSession, new Path(location));
    }

    /** The latest snapshot. */
    public TableSnapshot snapshot() {
        Snapshot newest = log().update(false, Option.empty(), Option.empty());
        return new TableSnapshot(newest, known, Queries.timeZone(verbSession));
    }

    /** Creates the table if it does not exist, and verifies that it matches its spec. */
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

    /** Creates the table; false if another writer created it first. */
    public boolean create() {
        return TableCreation.create(log(), spec, location);
    }

    /**
     * Verifies that the table exists in this snapshot and matches its spec.
     *
     * @throws io.lakehouse.core.error.UnknownTableException if the table does not exist
     * @throws io.lakehouse.core.error.SchemaMismatchException if the table differs from its spec
     */
    public void verify(TableSnapshot snapshot) {
        if (!snapshot.exists()) {
            throw LogErrors.noTable(name(), location);
        }
        SchemaDiff diff = SchemaDiff.between(spec, snapshot.description()).structural();
        if (!diff.isEmpty()) {
            throw LogErrors.tableDrifted(name(), location, diff);
        }
        columns = snapshot.columns();
        reasonForDelta = snapshot.reasonForDelta();
        useZoneOf(snapshot);
    }

    /**
     * Sets the time zone of the verbs. An expression of the spec is computed in UTC. What the table itself computes means
     * what it means to the caller, and so do partition values that are instants without a zone. Delta writes instants as
     * partition values in the session's zone and reads them back in the JVM's, so these have to be the same for it to
     * write them with a zone.
     */
    private void useZoneOf(TableSnapshot snapshot) {
        boolean hasExpressions =
                snapshot.columns().all().stream().anyMatch(TableColumn::hasOwnValue) || snapshot.hasCheckConstraints();
        boolean derivesNothing =
                spec.fields().stream().allMatch(field -> field.derivedFrom().isEmpty());
        boolean isCallers = hasExpressions && (spec.adopted() || derivesNothing);
        if (snapshot.isPartitionedByInstants()) {
            String jvms = TimeZone.getDefault().getID();
            boolean asCaller = isCallers || !snapshot.partitionInstantsHaveZones();
            VerbSession.useZone(verbSession, asCaller ? callersZone : jvms);
            VerbSession.writeInstantsWithZone(verbSession, !asCaller || callersZone.equals(jvms));
        } else {
            VerbSession.useZone(verbSession, isCallers ? callersZone : VerbSession.ZONE);
        }
    }

    /**
     * Also checks that the table's protocol allows writes. For verbs that change files without a transaction, or that
     * start one on a version they have already read.
     */
    public void requireWritable(TableSnapshot snapshot) {
        verify(snapshot);
        log().protocolWrite(snapshot.delta().protocol());
    }

    /** The differences between a snapshot and the spec, including the properties derived from the spec's retention. */
    public SchemaDiff diff(TableSnapshot snapshot) {
        TableSpec complete = TableSpec.builder()
                .from(spec)
                .properties(SpecProperties.of(spec))
                .build();
        return SchemaDiff.between(complete, snapshot.description());
    }

    /**
     * Checks that the fields belong to the spec, and returns them.
     *
     * @throws IllegalArgumentException if the spec does not contain one of the fields
     */
    public List<Field<?>> known(Field<?>... fields) {
        for (Field<?> field : fields) {
            if (!spec.fields().contains(field)) {
                throw LogErrors.unknownField(name(), field, spec.fields());
            }
        }
        return List.of(fields);
    }

    /** Starts a transaction on a table that may differ from its spec. */
    public DeltaTransaction beginUnverified() {
        return inSession("begin", "read the log", () -> DeltaTransaction.begin(verbSession, log(), known, checkpoints));
    }

    /** Starts a transaction, and verifies the table again since another writer may have altered it. */
    public DeltaTransaction begin() {
        DeltaTransaction transaction = beginUnverified();
        if (!evolved.isEmpty()) {
            evolve(transaction);
        }
        verify(transaction.snapshot());
        return transaction;
    }

    private void evolve(DeltaTransaction transaction) {
        try {
            inSession("begin", "evolve the schema", () -> {
                transaction.evolve(evolved);
                return transaction.schemaChange();
            });
        } catch (Exception e) {
            // Spark's exception is a checked one that Scala does not declare.
            if (e instanceof AnalysisException) {
                throw LogErrors.columnsRefused(name(), e);
            }
            throw e;
        }
        transaction.snapshot().reasonForDelta().ifPresent(reason -> {
            if (!transaction.schemaChange().isEmpty()) {
                throw LogErrors.notEvolved(name(), transaction.schemaChange(), reason);
            }
        });
    }

    /** The latest commits, newest first. */
    public List<TableCommit> history(int limit) {
        return DeltaTable.forPath(verbSession, location)
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

    /** Runs a step of a verb with its Spark jobs labelled, in the verbs' session instead of the thread's active one. */
    public <T> T inSession(String verb, String step, Supplier<T> action) {
        return ActiveSession.with(verbSession, () -> {
            try (JobLabel label = JobLabel.of(verbSession, verb + " " + name() + ": " + step)) {
                return action.get();
            }
        });
    }

    /** Logs a one-line summary of what a verb did. */
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
