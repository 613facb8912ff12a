package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Attributes;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowKeys;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.package$;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.delta.NoMapping$;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.commands.cdc.CDCReader;
import org.apache.spark.sql.delta.constraints.CheckDeltaInvariant;
import org.apache.spark.sql.delta.constraints.Constraints;
import org.apache.spark.sql.delta.constraints.DeltaInvariantCheckerExec;
import org.apache.spark.sql.delta.files.DelayedCommitProtocol;
import org.apache.spark.sql.delta.files.DeltaFileFormatWriter.PartitionedTaskAttemptContextImpl;
import org.apache.spark.sql.delta.hooks.AutoCompact$;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.execution.datasources.DynamicPartitionDataSingleWriter;
import org.apache.spark.sql.execution.datasources.FileFormatDataWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.SingleDirectoryDataWriter;
import org.apache.spark.sql.execution.datasources.WriteJobDescription;
import org.apache.spark.sql.execution.datasources.WriteJobStatsTracker;
import org.apache.spark.sql.execution.datasources.WriteTaskResult;
import org.apache.spark.sql.execution.datasources.WriteTaskStats;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.collection.Seq;

/**
 * Writes rows to data files in threads of this process, by the writers and with the statistics that a write by Spark and
 * Delta would use, so that the files are the same.
 */
final class LocalWriter {

    /** The column that is true for images. */
    static final String IS_IMAGE = CDCReader.CDC_PARTITION_COL();

    /** The columns of an image besides those of the table: what happened to the row, and that it is an image. */
    private static final StructType FEED_COLUMNS = new StructType()
            .add(CDCReader.CDC_TYPE_COLUMN_NAME(), DataTypes.StringType)
            .add(IS_IMAGE, DataTypes.BooleanType);

    private final SparkSession session;
    private final OptimisticTransaction transaction;
    private final Path folder;
    /** The statistics of data files; files of the feed have none. */
    private final Optional<DeltaJobStatisticsTracker> statistics;

    private final WriteJobDescription description;
    /** The columns by the names that the table has for them. */
    private final List<Attribute> columns;
    /** The columns by the names that they have in files. */
    private final List<Attribute> output;

    private final List<Attribute> partitions;
    private final Job job;

    private LocalWriter(SparkSession session, OptimisticTransaction transaction, boolean isFeed) {
        this.session = session;
        this.transaction = transaction;
        Metadata metadata = transaction.metadata();
        this.folder = transaction.deltaLog().dataPath();
        this.columns =
                ScalaLists.list(transaction.makeOutputNullable(ScalaLists.seq(Attributes.of(metadata.schema()))));
        Seq<Attribute> mapped = metadata.columnMappingMode().equals(NoMapping$.MODULE$)
                ? ScalaLists.seq(columns)
                : transaction.mapColumnAttributes(ScalaLists.seq(columns), metadata.columnMappingMode());
        List<String> partitionNames =
                new ArrayList<>(List.of(metadata.physicalPartitionSchema().fieldNames()));
        List<Attribute> written = new ArrayList<>(ScalaLists.list(mapped));
        if (isFeed) {
            // Delta's committer puts files of this partition into the folder of the feed, and drops the column.
            partitionNames.add(0, IS_IMAGE);
            written.addAll(Attributes.of(FEED_COLUMNS));
        }
        this.output = List.copyOf(written);
        this.partitions = partitionNames.stream()
                .map(name -> output.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
        List<Attribute> data = output.stream()
                .filter(column -> !partitionNames.contains(column.name()))
                .toList();
        this.statistics = isFeed
                ? Optional.empty()
                : Optional.of(transaction
                        .getOptionalStatsTrackerAndStatsCollection(
                                mapped, folder, metadata.physicalPartitionSchema(), session.emptyDataFrame())
                        ._1()
                        .get());
        this.job = job(metadata);
        OutputWriterFactory factory = transaction
                .deltaLog()
                .fileFormat(transaction.protocol(), metadata)
                .prepareWrite(
                        session, job, ScalaLists.map(Map.of()), DataTypeUtils.fromAttributes(ScalaLists.seq(data)));
        this.description = new WriteJobDescription(
                UUID.randomUUID().toString(),
                new SerializableConfiguration(job.getConfiguration()),
                factory,
                ScalaLists.seq(output),
                ScalaLists.seq(data),
                ScalaLists.seq(partitions),
                Option.empty(),
                folder.toString(),
                ScalaLists.map(Map.of()),
                session.sessionState().conf().maxRecordsPerFile(),
                session.sessionState().conf().sessionLocalTimeZone(),
                ScalaLists.<WriteJobStatsTracker>seq(statistics.stream().toList()));
    }

    private Job job(Metadata metadata) {
        try {
            Job configured = Job.getInstance(session.sessionState()
                    .newHadoopConfWithOptions(metadata.configuration()
                            .$plus$plus(transaction.deltaLog().options())));
            configured.setOutputKeyClass(Void.class);
            configured.setOutputValueClass(InternalRow.class);
            FileOutputFormat.setOutputPath(configured, folder);
            return configured;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes rows to data files.
     *
     * @param rows all columns of the table in its order, sorted by partition
     */
    static List<AddFile> write(SparkSession session, OptimisticTransaction transaction, LocalRows rows) {
        transaction.hasWritten_$eq(true);
        if (rows.isEmpty()) {
            return List.of();
        }
        LocalWriter writer = new LocalWriter(session, transaction, false);
        DelayedCommitProtocol written = writer.write(rows);
        transaction.registerPostCommitHook(AutoCompact$.MODULE$);
        return ScalaLists.list(written.addedStatuses().toSeq()).stream()
                .map(writer::withStatistics)
                .toList();
    }

    /**
     * Writes images of changed rows to files of the change data feed.
     *
     * @param images all columns of the table in its order and {@link #FEED_COLUMNS}, sorted by partition
     */
    static List<AddCDCFile> writeFeed(SparkSession session, OptimisticTransaction transaction, LocalRows images) {
        return images.isEmpty()
                ? List.of()
                : ScalaLists.list(new LocalWriter(session, transaction, true)
                        .write(images)
                        .changeFiles()
                        .toSeq());
    }

    private DelayedCommitProtocol write(LocalRows rows) {
        List<Supplier<WriteTaskResult>> tasks = new ArrayList<>();
        for (List<UnsafeRow> part : parts(rows.rows())) {
            int number = tasks.size();
            tasks.add(() -> ActiveSession.with(session, () -> task(number, part)));
        }
        List<WriteTaskResult> results = Background.all(tasks);
        DelayedCommitProtocol committer = transaction.getCommitter(folder);
        committer.commitJob(
                job,
                ScalaLists.seq(results.stream().map(WriteTaskResult::commitMsg).toList()));
        List<WriteTaskStats> collected = new ArrayList<>();
        results.forEach(result ->
                collected.addAll(ScalaLists.list(result.summary().stats().toSeq())));
        statistics.ifPresent(tracker -> tracker.processStats(ScalaLists.seq(collected), 0));
        return committer;
    }

    private AddFile withStatistics(AddFile file) {
        return file.copy(
                file.path(),
                file.partitionValues(),
                file.size(),
                file.modificationTime(),
                file.dataChange(),
                statistics.orElseThrow().recordedStats().apply(file.toPath().getName()),
                file.tags(),
                file.deletionVector(),
                file.baseRowId(),
                file.defaultRowCommitVersion(),
                file.clusteringProvider());
    }

    /** Contiguous parts of the rows, one for each core at most; no partition is in two of them. */
    private List<List<UnsafeRow>> parts(List<UnsafeRow> rows) {
        int cores = Runtime.getRuntime().availableProcessors();
        if (partitions.isEmpty() || cores == 1) {
            return List.of(rows);
        }
        RowKeys keys = RowKeys.ofColumns(session, output, partitions);
        List<List<UnsafeRow>> parts = new ArrayList<>();
        int start = 0;
        for (int end = 1; end < rows.size(); end++) {
            boolean isLarge = end - start >= (rows.size() + cores - 1) / cores;
            if (isLarge && !keys.areEqual(rows.get(end - 1), rows.get(end))) {
                parts.add(rows.subList(start, end));
                start = end;
            }
        }
        parts.add(rows.subList(start, rows.size()));
        return parts;
    }

    private WriteTaskResult task(int number, List<UnsafeRow> rows) {
        DelayedCommitProtocol committer = transaction.getCommitter(folder);
        TaskAttemptContext context = context(number);
        committer.setupTask(context);
        FileFormatDataWriter writer = partitions.isEmpty()
                ? new SingleDirectoryDataWriter(description, context, committer, ScalaLists.map(Map.of()))
                : new DynamicPartitionDataSingleWriter(description, context, committer, ScalaLists.map(Map.of()));
        try {
            UnsafeProjection checks = checks();
            for (UnsafeRow row : rows) {
                checks.apply(row);
                writer.write(row);
            }
            return writer.commit();
        } catch (Throwable e) {
            abort(writer, e);
            throw failed(e);
        } finally {
            writer.close();
        }
    }

    private static void abort(FileFormatDataWriter writer, Throwable failure) {
        try {
            writer.abort();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private static RuntimeException failed(Throwable e) {
        if (e instanceof IOException io) {
            return new UncheckedIOException(io);
        } else if (e instanceof RuntimeException failure) {
            return failure;
        } else if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }

    /** Computes what the table enforces; throws for a row that violates it. */
    private UnsafeProjection checks() {
        List<Expression> checks = new ArrayList<>();
        if (statistics.isEmpty()) {
            return UnsafeProjection.create(ScalaLists.<Expression>seq(checks));
        }
        for (CheckDeltaInvariant check : ScalaLists.list(DeltaInvariantCheckerExec.buildInvariantChecks(
                ScalaLists.seq(columns), Constraints.getAll(transaction.metadata(), session), session))) {
            checks.add(check.withBoundReferences(package$.MODULE$.AttributeSeq(ScalaLists.seq(columns))));
        }
        return UnsafeProjection.create(ScalaLists.<Expression>seq(checks));
    }

    private TaskAttemptContext context(int number) {
        JobID id = new JobID(description.uuid(), 0);
        TaskAttemptID attempt = new TaskAttemptID(new TaskID(id, TaskType.MAP, number), 0);
        Configuration configuration = new Configuration(job.getConfiguration());
        configuration.set("mapreduce.job.id", id.toString());
        configuration.set("mapreduce.task.id", attempt.getTaskID().toString());
        configuration.set("mapreduce.task.attempt.id", attempt.toString());
        configuration.setBoolean("mapreduce.task.ismap", true);
        configuration.setInt("mapreduce.task.partition", 0);
        if (partitions.isEmpty()) {
            return new TaskAttemptContextImpl(configuration, attempt);
        }
        Map<String, DataType> types = new LinkedHashMap<>();
        partitions.forEach(column -> types.put(column.name(), column.dataType()));
        return new PartitionedTaskAttemptContextImpl(configuration, attempt, ScalaLists.map(types));
    }
}
