package io.lakehouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.table.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.DeltaConfigs;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.delta.constraints.Constraint;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
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
final class DeltaTransaction {

    /**
     * The column of {@link #readWithFiles} that tells the file of a row: the hash of its name, since Spark aggregates
     * numbers without sorting. Should two files share one, what hits one hits both, and a file is rewritten in vain.
     */
    static final String FILE = "__file";

    private static final long HASH_SEED = 42;

    private static final Logger LOG = LoggerFactory.getLogger(DeltaTransaction.class);

    private final SparkSession spark;
    private final OptimisticTransaction transaction;
    private final TableFiles files;
    private final Map<String, Long> noted = new LinkedHashMap<>();
    private @Nullable StreamProgress progress;

    private DeltaTransaction(SparkSession spark, OptimisticTransaction transaction, TableFiles files) {
        this.spark = spark;
        this.transaction = transaction;
        this.files = files;
    }

    /** Begins on the newest snapshot. */
    static DeltaTransaction begin(SparkSession spark, DeltaLog log, TableFiles files) {
        return new DeltaTransaction(spark, log.startTransaction(Option.empty(), Option.empty()), files);
    }

    /** What is read. */
    Snapshot snapshot() {
        return transaction.snapshot();
    }

    /** The files that may hold rows in the scope; others that add such rows meanwhile win the race. */
    List<AddFile> filesIn(Scope scope) {
        List<AddFile> matching = files.of(transaction.snapshot()).stream()
                .filter(scope.fileFilter(transaction.snapshot()))
                .toList();
        transaction.trackReadPredicates(ScalaLists.seq(resolved(scope.toColumn())), false, true);
        transaction.trackFilesRead(ScalaLists.seq(matching));
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
    Dataset<Row> read(List<AddFile> files) {
        return Snapshots.read(spark, transaction.snapshot(), files);
    }

    /** The rows of these files, each with the file it is in ({@link #FILE}). */
    Dataset<Row> readWithFiles(List<AddFile> files) {
        return read(files).withColumn(FILE, xxhash64(col("_metadata.file_path")));
    }

    /** Those of the candidates that {@link #FILE} names. */
    List<AddFile> named(List<AddFile> candidates, Set<Long> hashes) {
        Set<Long> unknown = new HashSet<>(hashes);
        List<AddFile> named = new ArrayList<>();
        for (AddFile file : candidates) {
            long hash = hash(file.absolutePath(transaction.deltaLog()).toUri().toString());
            if (hashes.contains(hash)) {
                named.add(file);
                unknown.remove(hash);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("Rows are in files that are not part of the snapshot, by the hashes of "
                    + "their names: " + unknown + ".");
        }
        return named;
    }

    /** As Spark's function computes it. */
    private static long hash(String name) {
        return XxHash64Function.hash(UTF8String.fromString(name), DataTypes.StringType, HASH_SEED);
    }

    /** Writes the rows to new files, which become part of the table with the commit. */
    List<AddFile> write(ArrangedRows rows) {
        return write(rows, List.of());
    }

    /** Writes the rows, failing at the first that does not hold a constraint. */
    List<AddFile> write(ArrangedRows rows, List<Constraint> constraints) {
        List<AddFile> added = new ArrayList<>();
        ScalaLists.list(transaction.writeFiles(rows.rows(), ScalaLists.seq(constraints)))
                .forEach(action -> added.add(noted((AddFile) action, true, rows.tag(), Option.empty())));
        return added;
    }

    /** Whether the table has been given a property. */
    boolean hasProperty(String key) {
        return transaction.snapshot().metadata().configuration().contains(key);
    }

    /**
     * Refuses to remove rows of a table that only takes new ones, which Delta itself does when they are to be committed.
     *
     * @throws AppendOnlyException if it is one, and there are files to replace
     */
    void requireMayRemove(String verb, TableName table, List<AddFile> files, long rows) {
        boolean isAppendOnly = (Boolean) DeltaConfigs.IS_APPEND_ONLY()
                .fromMetaData(transaction.snapshot().metadata());
        if (isAppendOnly && !files.isEmpty()) {
            throw DeltaErrors.appendOnly(verb, table, rows);
        }
    }

    /** What the table's protocol would be. */
    Protocol protocol() {
        return transaction.protocol();
    }

    /** Writes the rows of existing files to new ones: a commit of them changes no data, so nobody downstream reads them. */
    List<AddFile> rewrite(Dataset<Row> rows) {
        List<AddFile> added = new ArrayList<>();
        ScalaLists.list(transaction.writeFiles(rows, Option.empty(), true, ScalaLists.seq(List.of())))
                .forEach(action -> added.add((AddFile) action));
        return added;
    }

    /** A rewritten file as a commit of it should have it. */
    static AddFile rewritten(AddFile file, LayoutTag tag, Option<String> clusteringProvider) {
        return noted(file, false, tag, clusteringProvider);
    }

    private static AddFile noted(AddFile file, boolean dataChange, LayoutTag tag, Option<String> clusteringProvider) {
        return file.copy(
                file.path(),
                file.partitionValues(),
                file.size(),
                file.modificationTime(),
                dataChange,
                file.stats(),
                tagged(file, tag),
                file.deletionVector(),
                file.baseRowId(),
                file.defaultRowCommitVersion(),
                clusteringProvider);
    }

    private static scala.collection.immutable.Map<String, String> tagged(AddFile file, LayoutTag tag) {
        Map<String, String> tags = file.tags() == null ? new LinkedHashMap<>() : ScalaLists.javaMap(file.tags());
        tags.putAll(tag.toMap());
        return ScalaLists.map(tags);
    }

    /** How many rows the files hold: by their statistics, or by counting where they have none. */
    long rowsOf(List<AddFile> counted) {
        return Snapshots.rows(spark, transaction.snapshot(), counted);
    }

    /** How far the streams of the table have come; another commit of this one meanwhile wins the race. */
    StreamProgress progressOf(String stream) {
        // As Delta's own txnVersion does, which asks Spark for the whole state of the table besides.
        transaction.readTxn().$plus$eq(stream);
        return progress();
    }

    /** As soon as files are looked at, since others may move what is kept of the table on to newer versions meanwhile. */
    private StreamProgress progress() {
        StreamProgress known = progress;
        if (known == null) {
            known = files.progress(transaction.snapshot());
            progress = known;
        }
        return known;
    }

    /** Notes in the commit how far a stream has come. */
    void recordProgress(String stream, long version) {
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
        streams.put(StreamProgress.CHECKED, transaction.snapshot().version());
        Option<Object> now = Option.apply(System.currentTimeMillis());
        List<Action> actions = new ArrayList<>();
        streams.forEach((stream, version) -> actions.add(new SetTransaction(stream, version, now)));
        return actions;
    }

    /** Metrics to show in the table's history, by Delta's names. */
    void recordMetrics(Map<String, Long> metrics) {
        Map<String, SQLMetric> registered = new LinkedHashMap<>();
        metrics.forEach((name, value) -> {
            SQLMetric metric = SQLMetrics.createMetric(spark.sparkContext(), name);
            metric.set(value);
            registered.put(name, metric);
        });
        transaction.registerSQLMetrics(spark, ScalaLists.map(registered));
    }

    /** Commits data that changed. */
    long commit(List<AddFile> removed, List<AddFile> added, DeltaOperations.Operation operation) {
        return commit(removed, added, operation, true);
    }

    /** Commits another description of the table. */
    long commitMetadata(DeltaOperations.Operation operation) {
        return commit(List.of(), operation);
    }

    /** Notes what the table is to say of itself. */
    void describe(Metadata metadata) {
        transaction.updateMetadata(metadata, false);
    }

    /** Commits the same data in other files. */
    long commitRewrite(List<AddFile> removed, List<AddFile> added, DeltaOperations.Operation operation) {
        return commit(removed, added, operation, false);
    }

    private long commit(
            List<AddFile> removed, List<AddFile> added, DeltaOperations.Operation operation, boolean dataChange) {
        // What moves rows to other files keeps to files: Delta lets it commit beside more of others' commits then.
        List<Action> actions = new ArrayList<>(dataChange ? streams() : List.of());
        long now = System.currentTimeMillis();
        removed.forEach(file -> actions.add(file.removeWithTimestamp(now, dataChange)));
        actions.addAll(added);
        return commit(actions, operation);
    }

    private long commit(List<Action> actions, DeltaOperations.Operation operation) {
        Seq<Action> all = ScalaLists.seq(actions);
        try {
            return transaction.commit(all, operation);
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
            throw DeltaErrors.unknownOutcome(transaction.deltaLog().dataPath().toString(), failure);
        }
    }

    /**
     * Deletes files that were written for a commit that was not made. Only for files that no log names.
     */
    void discard(List<AddFile> written) {
        for (AddFile file : written) {
            Path path = file.absolutePath(transaction.deltaLog());
            try {
                path.getFileSystem(transaction.deltaLog().newDeltaHadoopConf()).delete(path, false);
            } catch (IOException e) {
                LOG.warn("Cannot delete {}, which no version needs; a full vacuum will", path, e);
            }
        }
    }

    static long bytes(List<AddFile> files) {
        return files.stream().mapToLong(AddFile::size).sum();
    }
}
