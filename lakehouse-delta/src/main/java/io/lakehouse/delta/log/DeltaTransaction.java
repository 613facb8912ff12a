package io.lakehouse.delta.log;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.Queries;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.Seq;

/**
 * One attempt to change a table. It reads one snapshot, tracks what it reads, and commits only if no other commit has
 * changed that in the meantime. Everything a verb adds to its commit goes through this class as an action of that
 * commit, never through session settings, which other threads would see.
 *
 * <p>A commit that conflicts throws a {@code DeltaConcurrentModificationException} and leaves the table unchanged.
 */
public final class DeltaTransaction {

    private static final Logger LOG = LoggerFactory.getLogger(DeltaTransaction.class);

    private final SparkSession spark;
    private final TransactionWithoutCheckpoint transaction;
    private final Checkpoints checkpoints;
    private TableSnapshot snapshot;
    private SchemaChange schemaChange = SchemaChange.NONE;
    private final Map<String, Long> recorded = new LinkedHashMap<>();
    /** The files of the change data feed written so far. */
    private final List<Action> feed = new ArrayList<>();

    private @Nullable StreamProgress progress;

    private DeltaTransaction(
            SparkSession spark, TransactionWithoutCheckpoint transaction, TableFiles known, Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
        this.spark = spark;
        this.transaction = transaction;
        this.snapshot = new TableSnapshot(transaction.snapshot(), known, Queries.timeZone(spark));
    }

    /** Starts a transaction on the latest snapshot. */
    static DeltaTransaction begin(SparkSession spark, DeltaLog log, TableFiles known, Checkpoints checkpoints) {
        return new DeltaTransaction(spark, new TransactionWithoutCheckpoint(log), known, checkpoints);
    }

    /** The snapshot that this transaction reads. */
    public TableSnapshot snapshot() {
        return snapshot;
    }

    /**
     * Adds these columns to the table with the commit, and widens those that it has with a narrower type. The snapshot
     * and its rows then have them, too.
     */
    void evolve(List<StructField> columns) {
        schemaChange = ColumnChanges.apply(transaction, snapshot, columns);
        if (!schemaChange.isEmpty()) {
            snapshot = snapshot.with(transaction.metadata());
        }
    }

    /** What the commit changes about the table's columns. */
    public SchemaChange schemaChange() {
        return schemaChange;
    }

    /**
     * The files that may contain rows in the given scope. If another commit adds rows in the scope first, this
     * transaction conflicts.
     *
     * @param mayHold whether a file may contain rows in the scope
     * @param scope a condition on the table's columns
     */
    public List<DataFile> filesIn(Predicate<DataFile> mayHold, Column scope) {
        List<DataFile> matching = snapshot.files().stream().filter(mayHold).toList();
        transaction.trackReadPredicates(
                ScalaLists.seq(ReadPredicates.of(snapshot.read(spark, List.of()), scope)), false, true);
        transaction.trackFilesRead(
                ScalaLists.seq(matching.stream().map(DataFile::action).toList()));
        return matching;
    }

    /** The rows of these files, with the hidden columns that rows take along when they move to other files. */
    public Dataset<Row> read(List<DataFile> files) {
        return snapshot.withHiddenColumns(snapshot.read(spark, files));
    }

    /** The rows of these files, each with the {@linkplain FileColumn file} it comes from. */
    public Dataset<Row> readWithFiles(List<DataFile> files) {
        return snapshot.withHiddenColumns(FileColumn.addTo(snapshot.read(spark, files)));
    }

    /** The candidates whose {@link FileColumn} value is among the hashes. */
    public List<DataFile> named(List<DataFile> candidates, Set<Long> hashes) {
        return FileColumn.named(transaction.deltaLog(), candidates, hashes);
    }

    /** Writes the rows to new files, which become part of the table on commit. */
    public List<DataFile> write(ArrangedRows rows) {
        return write(rows, List.of());
    }

    /** Writes the rows and fails on the first row that violates a constraint. */
    public List<DataFile> write(ArrangedRows rows, List<RowConstraint> constraints) {
        return added(transaction.writeFiles(marked(rows.rows()), RowConstraint.toDelta(constraints))).stream()
                .map(file -> file.ingested(rows.tag()))
                .toList();
    }

    /** Prepares to read files that {@link #filesIn} has found, in threads of this process. */
    public LocalReader localReader(List<DataFile> files) {
        return LocalReader.of(spark, snapshot.delta(), files);
    }

    /** Prepares to write rows like {@link #write(ArrangedRows)}, in threads of this process. */
    public LocalWriter localWriter() {
        return LocalWriter.of(spark, transaction);
    }

    /** Prepares to write images of changed rows to the change data feed, in threads of this process. */
    public LocalWriter localFeedWriter() {
        return LocalWriter.ofFeed(spark, transaction);
    }

    /** Completes the files of a {@link #localWriter}. */
    public List<DataFile> complete(LocalWriter writer, LayoutTag tag) {
        return writer.completeFiles().stream()
                .map(file -> new DataFile(file).ingested(tag))
                .toList();
    }

    /** Completes the files of a {@link #localFeedWriter}, and adds them to the commit. */
    public void completeFeed(LocalWriter writer) {
        feed.addAll(writer.completeImages());
    }

    /** Numbers new rows in these identity columns. Call it before writing rows with {@link TableColumn#valueOfNewRow}. */
    public void numberRowsIn(List<TableColumn> identityColumns) {
        Set<String> names = identityColumns.stream().map(TableColumn::name).collect(Collectors.toSet());
        transaction.setTrackHighWaterMarks(ScalaLists.set(names));
    }

    private Dataset<Row> marked(Dataset<Row> rows) {
        return snapshot.rowTracking().map(tracking -> tracking.mark(rows)).orElse(rows);
    }

    /** Rewrites rows of existing files. Committing the new files changes no data, so downstream readers skip them. */
    public List<DataFile> rewrite(Dataset<Row> rows) {
        return added(transaction.writeFiles(marked(rows), Option.empty(), true, ScalaLists.seq(List.of())));
    }

    private List<DataFile> added(Seq<? extends Action> written) {
        List<DataFile> added = new ArrayList<>();
        for (Action action : ScalaLists.list(written)) {
            if (action instanceof AddFile file) {
                added.add(new DataFile(file));
            } else {
                feed.add(action);
            }
        }
        return added;
    }

    /**
     * Rejects the removal of rows from an append-only table. Delta itself rejects it only on commit.
     *
     * @throws AppendOnlyException if the table is append-only and there are files to replace
     */
    public void requireMayRemove(String verb, TableName table, List<DataFile> files, long rows) {
        if (snapshot.isAppendOnly() && !files.isEmpty()) {
            throw LogErrors.appendOnly(verb, table, rows);
        }
    }

    /** The table's protocol after this transaction. */
    Protocol protocol() {
        return transaction.protocol();
    }

    /** The number of rows in the files, from their statistics, or by counting if any file has none. */
    public long rowsOf(List<DataFile> files) {
        return snapshot.rows(spark, files);
    }

    /**
     * The progress of the table's streams. If another commit records progress of the given stream first, this
     * transaction conflicts.
     */
    public StreamProgress progressOf(String stream) {
        // Delta's txnVersion does the same, but also makes Spark compute the whole state of the table.
        transaction.readTxn().$plus$eq(stream);
        return progress();
    }

    /** Loaded once and kept, since other threads may advance the cached state to a newer version. */
    private StreamProgress progress() {
        StreamProgress known = progress;
        if (known == null) {
            known = snapshot.progress();
            progress = known;
        }
        return known;
    }

    /** Progress of a stream that is beyond all that was ever recorded of it. */
    public long nextProgress(String stream) {
        return Math.max(0, progress().recorded(stream)) + 1;
    }

    /** Records the progress of a stream in the commit. */
    public void recordProgress(String stream, long version) {
        recorded.put(stream, version);
    }

    /** Records in the commit that a stream has no progress. */
    void forgetProgress(String stream) {
        recorded.put(stream, StreamRecords.UNDONE);
    }

    /** The stream actions of a data commit: the recorded progress, plus corrections of records that no longer hold. */
    private List<Action> streams() {
        StreamProgress before = progress();
        if (before.isEmpty() && recorded.isEmpty()) {
            return List.of();
        }
        Map<String, Long> streams = new LinkedHashMap<>(before.corrections());
        streams.keySet().removeAll(recorded.keySet());
        streams.keySet().forEach(stream -> transaction.readTxn().$plus$eq(stream));
        streams.putAll(recorded);
        streams.put(StreamRecords.CHECKED, snapshot.version());
        Option<Object> now = Option.apply(System.currentTimeMillis());
        List<Action> actions = new ArrayList<>();
        streams.forEach((stream, version) -> actions.add(new SetTransaction(stream, version, now)));
        return actions;
    }

    /** Sets the metrics shown in the table's history, by their Delta names. */
    public void recordMetrics(Map<String, Long> metrics) {
        Map<String, SQLMetric> registered = new LinkedHashMap<>();
        metrics.forEach((name, value) -> {
            SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), name);
            metric.set(value);
            registered.put(name, metric);
        });
        transaction.registerSQLMetrics(spark, ScalaLists.map(registered));
    }

    /** Commits a data change. On a conflict with another writer, the files written for it are deleted. */
    public long commit(List<DataFile> removed, List<DataFile> added, CommitOperation operation) {
        try {
            return commit(removed, added, operation, true);
        } catch (DeltaConcurrentModificationException e) {
            discard(added);
            Discards.delete(
                    transaction.deltaLog(),
                    feed.stream()
                            .filter(AddCDCFile.class::isInstance)
                            .map(AddCDCFile.class::cast)
                            .toList());
            throw e;
        }
    }

    /** Commits a metadata change. */
    long commitMetadata(CommitOperation operation) {
        return commit(List.of(), operation);
    }

    /** Sets the table metadata to commit. */
    void updateMetadata(Metadata metadata) {
        transaction.updateMetadata(metadata, false);
    }

    /** Commits the same data in different files. Returns empty on a conflict with another writer. */
    public OptionalLong commitRewrite(List<DataFile> removed, List<DataFile> added, CommitOperation operation) {
        try {
            return OptionalLong.of(commit(removed, added, operation, false));
        } catch (DeltaConcurrentModificationException e) {
            LOG.debug(
                    "A rewrite of {} conflicted with another writer",
                    transaction.deltaLog().dataPath(),
                    e);
            return OptionalLong.empty();
        }
    }

    private long commit(List<DataFile> removed, List<DataFile> added, CommitOperation operation, boolean dataChange) {
        // A rewrite commits only file actions, so that it conflicts with fewer concurrent commits in Delta.
        List<Action> actions = new ArrayList<>(dataChange ? streams() : List.of());
        long now = System.currentTimeMillis();
        removed.forEach(file -> actions.add(file.action().removeWithTimestamp(now, dataChange)));
        added.forEach(file -> actions.add(file.action()));
        actions.addAll(feed);
        return commit(actions, operation);
    }

    private long commit(List<Action> actions, CommitOperation operation) {
        Seq<Action> all = ScalaLists.seq(actions);
        try {
            long version = transaction.commit(all, operation.delta());
            if (transaction.isCheckpointDue()) {
                checkpoints.write(spark, transaction.deltaLog(), version, transaction.checkpointInterval());
            }
            return version;
        } catch (Exception e) {
            // Only the log shows whether the commit succeeded: storage can fail after it has written the file.
            OptionalLong own = ownCommit(e);
            if (own.isPresent()) {
                LOG.info("Commit {} is in the log, although writing it failed", own.getAsLong(), e);
                return own.getAsLong();
            }
            throw e;
        }
    }

    /** The version that this transaction committed, found by its transaction id; empty if it is not in the log. */
    private OptionalLong ownCommit(Exception failure) {
        try {
            List<Long> own = new ArrayList<>();
            CommitLog.replayHeld(
                    transaction.deltaLog(),
                    transaction.readVersion() + 1,
                    Long.MAX_VALUE,
                    commit -> commit.info()
                            .filter(info -> info.txnId().contains(transaction.txnId()))
                            .ifPresent(info -> own.add(commit.version())));
            return own.isEmpty() ? OptionalLong.empty() : OptionalLong.of(own.get(0));
        } catch (Exception e) {
            failure.addSuppressed(e);
            throw LogErrors.unknownOutcome(transaction.deltaLog().dataPath().toString(), failure);
        }
    }

    /**
     * Deletes files written for a commit that was never made. Use it only for files that no log refers to.
     */
    public void discard(List<DataFile> written) {
        Discards.delete(
                transaction.deltaLog(), written.stream().map(DataFile::action).toList());
    }
}
