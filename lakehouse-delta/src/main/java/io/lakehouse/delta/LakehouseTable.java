package io.lakehouse.delta;

import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableDescription;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.flow.FieldValues;
import io.lakehouse.delta.flow.FlowTransformations;
import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.health.HealthCheck;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.LogErrors;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.rows.AppendWrite;
import io.lakehouse.delta.rows.Scope;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * One Delta table and its verbs. It is addressed by path and needs no metastore. Thread-safe; every verb takes its
 * result from its own commit.
 */
public final class LakehouseTable {

    private final TableLog log;
    private final FlowTransformations flows;

    LakehouseTable(TableLog log, FlowTransformations flows) {
        this.log = log;
        this.flows = flows;
    }

    public TableSpec spec() {
        return log.spec();
    }

    public TableName name() {
        return log.name();
    }

    /** The location of the table, as a URI. */
    public String location() {
        return log.location();
    }

    /** The rows of the latest version at the time they are read. */
    public Dataset<Row> read() {
        return log.callerSession().read().format("delta").load(location());
    }

    /**
     * The rows of the latest version that match a filter. This call finds the files that may contain such rows, from
     * the file list that this process caches. {@link #read()} starts a Spark job for that in each query, which takes
     * longer than reading a small result. Further filters on the result skip parts of these files, but no more files.
     */
    public Dataset<Row> read(RowFilter filter) {
        filter.terms().forEach(term -> log.known(term.field()));
        return log.inSession("read", "find files", () -> {
            TableSnapshot snapshot = log.snapshot();
            Scope scope = Scope.of(filter);
            List<DataFile> matching =
                    snapshot.files().stream().filter(scope.fileFilter(snapshot)).toList();
            return snapshot.read(log.callerSession(), matching).filter(scope.toColumn());
        });
    }

    /**
     * The rows of an older version, as long as its files are kept.
     *
     * @throws IllegalArgumentException if the table has no such version
     */
    public Dataset<Row> readVersion(long version) {
        long newest = log.snapshot().version();
        if (version < 0 || version > newest) {
            throw LogErrors.unknownVersion(name(), version, newest);
        }
        return log.callerSession()
                .read()
                .format("delta")
                .option("versionAsOf", version)
                .load(location());
    }

    /**
     * The rows as they were at an instant, as long as the files of that version are kept. After the last commit these are
     * the rows of the latest version.
     *
     * @throws IllegalArgumentException if the instant is before the first version that the log still contains
     */
    public Dataset<Row> readAsOf(Instant instant) {
        return readVersion(log.inSession(
                "read", "find the version", () -> log.snapshot().history().versionAt(name(), instant)));
    }

    /**
     * Adds rows to a table without a key.
     *
     * @param batch the name of the batch; a rerun under the same name is skipped
     */
    public Append append(String batch) {
        return new Append(log, batch);
    }

    /**
     * Appends each micro-batch of a stream to a table without a key, exactly once.
     *
     * @throws IllegalArgumentException if the rows are no stream, or if the table has a key
     */
    public StreamedWrite appendStream(Dataset<Row> rows) {
        if (spec().isKeyed()) {
            throw DeltaErrors.appendToKeyed(name());
        }
        return new StreamedWrite(
                log, rows, OutputMode.Append(), (batch, number) -> new AppendWrite(log, number, false).execute(batch));
    }

    /** Deletes the rows that match the filter. */
    public Delete delete(RowFilter filter) {
        return new Delete(log, filter);
    }

    /** Inserts rows with a new key, and updates existing rows whose values differ. */
    public Upsert upsert() {
        return new Upsert(log);
    }

    /**
     * Maintains the history of rows: every version, and from when to when it is valid.
     *
     * @param from the key field with the start of a version's validity, inclusive
     * @param to the optional field with its end, exclusive; NULL in the current version
     * @param isCurrent true in the current version
     */
    public Historize historize(Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {
        return new Historize(log, from, to, isCurrent);
    }

    /** Replaces the rows that match the filter with other rows that match it, in one commit. */
    public Replace replace(RowFilter filter) {
        return new Replace(log, filter);
    }

    /** Compacts and sorts files where that is worthwhile. */
    public Optimize optimize() {
        return new Optimize(log);
    }

    /** Deletes files that no version within the retention needs. */
    public Vacuum vacuum() {
        return new Vacuum(log);
    }

    /** Registers the table by name in the Hive metastore of the session. */
    public Register register() {
        return new Register(log);
    }

    /** The health of the latest version, from the log alone: what is wrong, what it costs, and how to fix it. */
    public TableHealth health() {
        return log.inSession("health", "read the log", () -> HealthCheck.of(log));
    }

    /** The changes in this table that a follower has not processed yet. */
    public TableChanges changesFor(LakehouseTable follower) {
        return new TableChanges(log.inSession(
                "changes", "read the logs", () -> PendingChanges.of(log, log.snapshot(), follower.log(), "")));
    }

    /**
     * The changes in this table after a version, from the log alone.
     *
     * @throws ExpiredChangesException if the log no longer contains every commit since then
     * @throws IllegalArgumentException if the table has no such version
     */
    public TableChanges changesSince(long version) {
        return new TableChanges(log.inSession("changes", "read the log", () -> PendingChanges.since(log, version)));
    }

    /**
     * The changes of this table as a stream, from the rows that it has now on: each row with {@code _change_type}
     * {@code insert}, {@code update_preimage}, {@code update_postimage} or {@code delete}. If the table has a change data
     * feed, the rows come with {@code _commit_version} and {@code _commit_timestamp}, too. If it has none, there are only
     * inserts, and a commit that changes or deletes rows ends the query with an error.
     */
    public Dataset<Row> changeStream() {
        DataStreamReader reader = log.callerSession().readStream().format("delta");
        boolean hasFeed =
                log.inSession("changes", "read the log", () -> log.snapshot().hasChangeDataFeed());
        return hasFeed
                ? reader.option("readChangeFeed", true).load(location())
                : reader.load(location()).withColumn("_change_type", functions.lit("insert"));
    }

    /** The latest commits, newest first. */
    public List<TableCommit> history(int limit) {
        return log.inSession("history", "read the log", () -> log.history(limit));
    }

    /** The contents of the latest version, from the log alone. */
    public TableState state() {
        return log.inSession("state", "read the log", () -> {
            TableSnapshot snapshot = log.snapshot();
            List<DataFile> live = snapshot.files();
            return new TableState(
                    name(),
                    location(),
                    snapshot.version(),
                    snapshot.rows(log.verbSession(), live),
                    live.size(),
                    DataFile.bytes(live));
        });
    }

    /** The values of a partition field for which the latest version has files, from the log alone; without NULL. */
    public <T> List<T> partitionValues(Field<T> partitionField) {
        if (!spec().partitionFields().contains(partitionField)) {
            throw LogErrors.unknownField(name(), partitionField, spec().partitionFields());
        }
        return FieldValues.of(log, partitionField);
    }

    /** The metadata of the table. */
    public TableDescription description() {
        return log.inSession("describe", "read the log", () -> log.snapshot().description());
    }

    TableLog log() {
        return log;
    }

    FlowTransformations flows() {
        return flows;
    }
}
