package io.lakehouse.delta.log;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.Seq;

/**
 * One attempt to change a table: it reads one snapshot, remembers what it has read, and commits only if nobody changed
 * that meanwhile. Everything a verb wants in its commit goes through here as actions of that one commit, never through
 * session settings, which other threads would see.
 *
 * <p>A commit that lost a race throws a {@code DeltaConcurrentModificationException} and has changed nothing.
 */
public final class DeltaTransaction {

    private static final Logger LOG = LoggerFactory.getLogger(DeltaTransaction.class);

    private final SparkSession spark;
    private final OptimisticTransaction transaction;
    private final TableSnapshot snapshot;
    private final Map<String, Long> noted = new LinkedHashMap<>();
    private @Nullable StreamProgress progress;

    private DeltaTransaction(SparkSession spark, OptimisticTransaction transaction, TableFiles known) {
        this.spark = spark;
        this.transaction = transaction;
        this.snapshot = new TableSnapshot(transaction.snapshot(), known);
    }

    /** Begins on the newest snapshot. */
    static DeltaTransaction begin(SparkSession spark, DeltaLog log, TableFiles known) {
        return new DeltaTransaction(spark, log.startTransaction(Option.empty(), Option.empty()), known);
    }

    /** What is read. */
    public TableSnapshot snapshot() {
        return snapshot;
    }

    /**
     * The files that may hold rows in a part of the table; others that add such rows meanwhile win the race.
     *
     * @param mayHold whether a file may
     * @param scope the part, over the table's columns
     */
    public List<DataFile> filesIn(Predicate<DataFile> mayHold, Column scope) {
        List<DataFile> matching = snapshot.files().stream().filter(mayHold).toList();
        transaction.trackReadPredicates(ScalaLists.seq(resolved(scope)), false, true);
        transaction.trackFilesRead(
                ScalaLists.seq(matching.stream().map(DataFile::action).toList()));
        return matching;
    }

    /** The conjuncts of a filter, over the table's own columns. */
    private List<Expression> resolved(Column filter) {
        LogicalPlan filtered = read(List.of()).filter(filter).queryExecution().analyzed();
        if (filtered instanceof Filter own) {
            return conjuncts(own.condition());
        }
        throw new IllegalStateException("Spark made something else of a filter: " + filtered + ".");
    }

    private static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof And and) {
            List<Expression> all = new ArrayList<>(conjuncts(and.left()));
            all.addAll(conjuncts(and.right()));
            return all;
        }
        return List.of(condition);
    }

    /** The rows of these files. */
    public Dataset<Row> read(List<DataFile> files) {
        return snapshot.read(spark, files);
    }

    /** The rows of these files, each with the {@linkplain FileColumn file} that it is in. */
    public Dataset<Row> readWithFiles(List<DataFile> files) {
        return FileColumn.addTo(read(files));
    }

    /** Those of the candidates that a {@link FileColumn} names. */
    public List<DataFile> named(List<DataFile> candidates, Set<Long> hashes) {
        return FileColumn.named(transaction.deltaLog(), candidates, hashes);
    }

    /** Writes the rows to new files, which become part of the table with the commit. */
    public List<DataFile> write(ArrangedRows rows) {
        return write(rows, List.of());
    }

    /** Writes the rows, failing at the first that does not hold a constraint. */
    public List<DataFile> write(ArrangedRows rows, List<RowConstraint> constraints) {
        return added(transaction.writeFiles(rows.rows(), RowConstraint.toDelta(constraints))).stream()
                .map(file -> file.ingested(rows.tag()))
                .toList();
    }

    /** Writes the rows of existing files to new ones: a commit of them changes no data, so nobody downstream reads them. */
    public List<DataFile> rewrite(Dataset<Row> rows) {
        return added(transaction.writeFiles(rows, Option.empty(), true, ScalaLists.seq(List.of())));
    }

    private static List<DataFile> added(Seq<? extends Action> written) {
        return ScalaLists.list(written).stream()
                .map(action -> new DataFile((AddFile) action))
                .toList();
    }

    /**
     * Refuses to remove rows of a table that only takes new ones, which Delta itself does when they are to be committed.
     *
     * @throws AppendOnlyException if it is one, and there are files to replace
     */
    public void requireMayRemove(String verb, TableName table, List<DataFile> files, long rows) {
        if (snapshot.isAppendOnly() && !files.isEmpty()) {
            throw LogErrors.appendOnly(verb, table, rows);
        }
    }

    /** What the table's protocol would be. */
    Protocol protocol() {
        return transaction.protocol();
    }

    /** How many rows the files hold: by their statistics, or by counting where they have none. */
    public long rowsOf(List<DataFile> files) {
        return snapshot.rows(spark, files);
    }

    /** How far the streams of the table have come; another commit of this one meanwhile wins the race. */
    public StreamProgress progressOf(String stream) {
        // As Delta's own txnVersion does, which asks Spark for the whole state of the table besides.
        transaction.readTxn().$plus$eq(stream);
        return progress();
    }

    /** As soon as files are looked at, since others may move what is kept of the table on to newer versions meanwhile. */
    private StreamProgress progress() {
        StreamProgress known = progress;
        if (known == null) {
            known = snapshot.progress();
            progress = known;
        }
        return known;
    }

    /** Notes in the commit how far a stream has come. */
    public void recordProgress(String stream, long version) {
        noted.put(stream, version);
    }

    /** What a commit of data records of streams: what was noted, and what was not as it is recorded before. */
    private List<Action> streams() {
        StreamProgress before = progress();
        if (before.isEmpty() && noted.isEmpty()) {
            return List.of();
        }
        Map<String, Long> streams = new LinkedHashMap<>(before.corrections());
        streams.keySet().removeAll(noted.keySet());
        streams.keySet().forEach(stream -> transaction.readTxn().$plus$eq(stream));
        streams.putAll(noted);
        streams.put(StreamRecords.CHECKED, snapshot.version());
        Option<Object> now = Option.apply(System.currentTimeMillis());
        List<Action> actions = new ArrayList<>();
        streams.forEach((stream, version) -> actions.add(new SetTransaction(stream, version, now)));
        return actions;
    }

    /** Metrics to show in the table's history, by Delta's names. */
    public void recordMetrics(Map<String, Long> metrics) {
        Map<String, SQLMetric> registered = new LinkedHashMap<>();
        metrics.forEach((name, value) -> {
            SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), name);
            metric.set(value);
            registered.put(name, metric);
        });
        transaction.registerSQLMetrics(spark, ScalaLists.map(registered));
    }

    /** Commits data that changed. */
    public long commit(List<DataFile> removed, List<DataFile> added, CommitOperation operation) {
        return commit(removed, added, operation, true);
    }

    /** Commits another description of the table. */
    long commitMetadata(CommitOperation operation) {
        return commit(List.of(), operation);
    }

    /** Notes what the table is to say of itself. */
    void describe(Metadata metadata) {
        transaction.updateMetadata(metadata, false);
    }

    /** Commits the same data in other files; empty if another writer won the race. */
    public OptionalLong commitRewrite(List<DataFile> removed, List<DataFile> added, CommitOperation operation) {
        try {
            return OptionalLong.of(commit(removed, added, operation, false));
        } catch (DeltaConcurrentModificationException e) {
            LOG.debug("A rewrite of {} lost the race", transaction.deltaLog().dataPath(), e);
            return OptionalLong.empty();
        }
    }

    private long commit(List<DataFile> removed, List<DataFile> added, CommitOperation operation, boolean dataChange) {
        // What moves rows to other files keeps to files: Delta lets it commit beside more of others' commits then.
        List<Action> actions = new ArrayList<>(dataChange ? streams() : List.of());
        long now = System.currentTimeMillis();
        removed.forEach(file -> actions.add(file.action().removeWithTimestamp(now, dataChange)));
        added.forEach(file -> actions.add(file.action()));
        return commit(actions, operation);
    }

    private long commit(List<Action> actions, CommitOperation operation) {
        Seq<Action> all = ScalaLists.seq(actions);
        try {
            return transaction.commit(all, operation.delta());
        } catch (Exception e) {
            // Whatever was thrown, the log alone knows whether the commit is there: a storage can fail after it wrote.
            OptionalLong own = ownCommit(e);
            if (own.isPresent()) {
                LOG.info("Commit {} is in the log, though writing it failed", own.getAsLong(), e);
                return own.getAsLong();
            }
            throw e;
        }
    }

    /** The version that this transaction's own id is in, if it is in the log. */
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
     * Deletes files that were written for a commit that was not made. Only for files that no log names.
     */
    public void discard(List<DataFile> written) {
        for (DataFile file : written) {
            Path path = file.action().absolutePath(transaction.deltaLog());
            try {
                path.getFileSystem(transaction.deltaLog().newDeltaHadoopConf()).delete(path, false);
            } catch (IOException e) {
                LOG.warn("Cannot delete {}, which no version needs; a full vacuum will", path, e);
            }
        }
    }
}
