package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.RowChecks;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.rows.SmallBatch;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.SingleTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The join of the source rows of an upsert with the rows of the table that can change.
 *
 * @param scope the part of the table with these rows
 * @param candidates the files that can contain them
 * @param isSmall whether the work is small enough for one task
 * @param isByPartition whether a key can only be in the partition that the source row of that key has
 */
record UpsertJoin(
        TableLog table,
        KeyedSource source,
        UpsertSettings settings,
        DeltaTransaction transaction,
        UpsertConditions conditions,
        Scope scope,
        List<DataFile> candidates,
        boolean isSmall,
        boolean isByPartition) {

    /** The {@link KeyState} of a key. */
    static final String STATE = "__lakehouse_state";

    /** Whether a row of the table is one of those that {@link UpsertSettings#deletesOthers} is about. */
    static final String IN_SCOPE = "__lakehouse_in_scope";

    /** Whether a row must not be written as it would become. */
    static final String REJECTED = "__lakehouse_rejected";

    /** Beyond this, the executors of a cluster are faster than the driver. */
    private static final long MAX_BYTES_ON_CLUSTER = 64L << 20;

    private static final int MAX_FILES_ON_CLUSTER = 256;

    static UpsertJoin of(TableLog table, KeyedSource source, UpsertSettings settings, DeltaTransaction transaction) {
        Scope scope = scope(table.spec(), source, settings);
        List<DataFile> candidates = table.inSession("upsert", "find files", () -> scope.filesOf(transaction));
        return new UpsertJoin(
                table,
                source,
                settings,
                transaction,
                UpsertConditions.of(table.spec(), source, settings),
                scope,
                candidates,
                source.isSmallWith(candidates),
                table.spec().isPartitioned()
                        && table.spec().partitionFields().stream().allMatch(table.spec()::isImpliedByKey));
    }

    /** The part of the table with the rows that can change. */
    private static Scope scope(TableSpec spec, KeyedSource source, UpsertSettings settings) {
        if (!settings.deletesOthers()) {
            return source.scope();
        }
        return settings.othersScope()
                .filter(others -> others.terms().stream().allMatch(term -> spec.isImpliedByKey(term.field())))
                .map(Scope::of)
                .orElseGet(() -> new Scope(List.of()));
    }

    /** Everything that the conditions depend on, besides the columns, as a key of compiled pipelines. */
    List<Object> made(String step) {
        return List.of(
                step,
                table.spec(),
                UpsertSettings.builder()
                        .from(settings)
                        .following(Optional.empty())
                        .quarantine(Optional.empty())
                        .build(),
                source.given(),
                source.hasDeletes());
    }

    /** Whether the work can be done in threads of this process. */
    boolean isLocal() {
        return transaction.snapshot().allowsLocalWork() && (isSmall || hasSmallPartitions());
    }

    private boolean hasSmallPartitions() {
        SparkSession spark = table.verbSession();
        return isByPartition
                && source.isSmall()
                && SmallBatch.arePartitionsSmall(spark, candidates)
                && (spark.sparkContext().isLocal()
                        || (candidates.size() <= MAX_FILES_ON_CLUSTER
                                && DataFile.bytes(candidates) <= MAX_BYTES_ON_CLUSTER));
    }

    /**
     * Joined rows with their {@link #STATE}, whether they are {@link #IN_SCOPE}, and whether they are {@link #REJECTED}.
     * Rows are judged by the values that they will have, if the source carries some of them only.
     *
     * @param areMatched whether each joined row has a source row and a row of the table
     */
    Dataset<Row> judged(Dataset<Row> joined, boolean areMatched) {
        Dataset<Row> stated = joined.withColumn(STATE, conditions.state(areMatched))
                .withColumn(
                        IN_SCOPE,
                        settings.deletesOthers() ? conditions.hasOldRow().and(conditions.isInScope()) : lit(false));
        if (!settings.isPartial()) {
            return stated.withColumn(REJECTED, lit(false));
        }
        Column isWritten = Conditions.any(
                List.of(KeyState.NEW.is(col(STATE)), KeyState.UPDATED.is(col(STATE)), KeyState.MARKED.is(col(STATE))));
        return conditions
                .withValues(stated, KeyState.OTHER.is(col(STATE)))
                .withColumn(REJECTED, isWritten.and(RowChecks.isRejected(source.spec(), source.given())));
    }

    /** The rows of the table that can change. */
    Dataset<Row> candidateRows() {
        Dataset<Row> rows = transaction.readWithFiles(candidates);
        // Spark embeds the bounds in the generated code, so it has to recompile all of it for each batch. For a small
        // upsert, the filter saves less than that costs.
        return prefixed(isSmall ? rows : rows.filter(scope.toColumn()));
    }

    /** All rows of files of the table. */
    Dataset<Row> rowsOf(List<DataFile> files) {
        return prefixed(transaction.readWithFiles(files));
    }

    /** Rows with the {@link RowImages#OLD} prefix on their columns, and the file that each row is in. */
    private Dataset<Row> prefixed(Dataset<Row> readWithFiles) {
        List<Column> columns = new ArrayList<>(RowImages.asOld(transaction));
        columns.add(col(FileColumn.NAME));
        Dataset<Row> rows = readWithFiles.select(columns.toArray(Column[]::new));
        return isSmall ? SingleTask.of(rows) : rows;
    }

    /** The candidate rows with the source rows of their keys. */
    Dataset<Row> with(Dataset<Row> latest, String type) {
        return candidateRows().join(hashed(latest), conditions.isSameKey(), type);
    }

    /** Makes the rows the build side of a hash join. Without the hint, a single task would sort both sides. */
    Dataset<Row> hashed(Dataset<Row> rows) {
        return isSmall ? rows.hint("shuffle_hash") : rows;
    }

    /** Whether a row of {@link #STATE} changes a row of the table. */
    static Column isChanging() {
        return Conditions.any(KeyState.CHANGING.stream()
                .sorted()
                .map(state -> state.is(col(STATE)))
                .toList());
    }
}
