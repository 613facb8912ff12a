package io.lakehouse.delta;

import static org.apache.spark.sql.functions.col;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.sql.Timestamp;
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

/**
 * One Delta table and its verbs. It works by path and needs no metastore. Safe for use by many threads; every verb
 * reports from its own commit.
 */
public final class LakehouseTable {

    private final SparkSession spark;
    private final TableSpec spec;
    private final String location;
    private final TableFiles files;

    LakehouseTable(SparkSession spark, TableSpec spec, String location, TableFiles files) {
        this.spark = spark;
        this.spec = spec;
        this.location = location;
        this.files = files;
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
        return spark.read().format("delta").load(location);
    }

    /** Inserts rows whose key is new and updates those whose key is there with other values. */
    public Upsert upsert() {
        return new Upsert(this);
    }

    /** Replaces the rows that the filter matches by others that it matches, in one commit. */
    public Replace replace(RowFilter filter) {
        return new Replace(this, filter);
    }

    /** Rewrites files where that is worth it. */
    public Optimize optimize() {
        return new Optimize(this, Optimize.DEFAULT_MIN_FILES);
    }

    /** Deletes files that no version inside the retention needs. */
    public Vacuum vacuum() {
        return new Vacuum(this);
    }

    /** What changed in this table since another one has followed it. */
    public TableChanges changesFor(LakehouseTable follower) {
        return TableChanges.pending(this, follower);
    }

    /** The newest commits, newest first. */
    public List<TableCommit> history(int limit) {
        return inSession(
                "history",
                () -> DeltaTable.forPath(spark, location)
                        .history(limit)
                        .select(col("version"), col("timestamp"), col("operation"), col("operationMetrics"))
                        .collectAsList()
                        .stream()
                        .map(row -> new TableCommit(
                                row.getLong(0),
                                row.<Timestamp>getAs(1).toInstant(),
                                row.getString(2),
                                row.isNullAt(3) ? Map.of() : row.<String, String>getJavaMap(3)))
                        .toList());
    }

    /** What the newest version holds, from the log alone. */
    public TableState state() {
        return inSession("state", () -> {
            Snapshot snapshot = snapshot();
            List<AddFile> live = files.of(snapshot);
            boolean counted =
                    live.stream().allMatch(file -> Snapshots.rows(file).isPresent());
            long rows = counted
                    ? live.stream()
                            .mapToLong(file -> Snapshots.rows(file).orElseThrow())
                            .sum()
                    : Snapshots.read(snapshot, live).count();
            return new TableState(
                    name(), location, snapshot.version(), rows, live.size(), DeltaTransaction.bytes(live));
        });
    }

    /** The values of a partition field that the newest version has files for, from the log alone; NULL left out. */
    public <T> List<T> partitionValues(Field<T> partitionField) {
        if (!spec.partitionFields().contains(partitionField)) {
            throw DeltaErrors.unknownField(name(), partitionField, spec.partitionFields());
        }
        return inSession(
                "list partitions of",
                () -> files.of(snapshot()).stream()
                        .map(file -> ScalaLists.javaMap(file.partitionValues()).get(partitionField.name()))
                        .distinct()
                        .flatMap(text -> PartitionValues.parse(partitionField, text).stream())
                        .toList());
    }

    void createOrVerify() {
        inSession("create", () -> {
            if (snapshot().version() < 0) {
                TableCreation.create(log(), spec, location);
            }
            verify();
            return name();
        });
    }

    void verify() {
        verify(snapshot());
    }

    private void verify(Snapshot snapshot) {
        if (snapshot.version() < 0) {
            throw DeltaErrors.noTable(name(), location);
        }
        SchemaDiff diff = SchemaDiff.between(spec, Snapshots.describe(snapshot)).structural();
        if (!diff.isEmpty()) {
            throw DeltaErrors.tableDrifted(name(), location, diff);
        }
    }

    DeltaLog log() {
        return DeltaLog.forTable(spark, new Path(location));
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

    /** Begins a change of the table, which somebody may have altered since it was opened. */
    DeltaTransaction begin() {
        DeltaTransaction transaction = DeltaTransaction.begin(spark, log(), files);
        verify(transaction.snapshot());
        return transaction;
    }

    TableFiles files() {
        return files;
    }

    SparkSession spark() {
        return spark;
    }

    /** Runs a step of a verb with its jobs labelled, on the table's own session whatever the thread's is. */
    <T> T inSession(String step, Supplier<T> action) {
        scala.Option<SparkSession> active = SparkSession.getActiveSession();
        SparkSession.setActiveSession(spark);
        try (JobLabel label = JobLabel.of(spark, step + " " + name())) {
            return action.get();
        } finally {
            if (active.isDefined()) {
                SparkSession.setActiveSession(active.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
