package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Attributes;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.Pool;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.apache.spark.sql.delta.actions.FileAction;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.Seq;

/**
 * Writes rows to data files in threads of this process, by the writers and with the statistics that a write by Spark and
 * Delta would use, so that the files are the same. Safe for use by many threads.
 */
public final class LocalWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalWriter.class);

    /** The column that is true for images. */
    private static final String IS_IMAGE = CDCReader.CDC_PARTITION_COL();

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
    private final AtomicInteger tasksBegun = new AtomicInteger();
    private final Pool<Task> tasks = new Pool<>(() -> new Task(tasksBegun.getAndIncrement()));
    private boolean isOpen = true;

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

    /** Prepares to write rows with all columns of the table in its order. */
    static LocalWriter of(SparkSession session, OptimisticTransaction transaction) {
        transaction.hasWritten_$eq(true);
        return new LocalWriter(session, transaction, false);
    }

    /** Prepares to write images of changed rows: all columns of the table in its order, then {@code _change_type}. */
    static LocalWriter ofFeed(SparkSession session, OptimisticTransaction transaction) {
        return new LocalWriter(session, transaction, true);
    }

    /** Writes rows, sorted by partition. No other call may write to the same partitions. */
    public void write(LocalRows rows) {
        if (!rows.isEmpty()) {
            LocalRows complete = statistics.isPresent() ? rows : rows.withColumn(IS_IMAGE, true);
            ActiveSession.with(session, () -> tasks.with(task -> task.write(complete)));
        }
    }

    /** Completes the data files. Nothing can be written any more, and {@link #close} leaves them. */
    List<AddFile> completeFiles() {
        DelayedCommitProtocol committed = committed();
        transaction.registerPostCommitHook(AutoCompact$.MODULE$);
        return ScalaLists.list(committed.addedStatuses().toSeq()).stream()
                .map(this::withStatistics)
                .toList();
    }

    /** Completes the files of images, like {@link #completeFiles}. */
    List<AddCDCFile> completeImages() {
        return ScalaLists.list(committed().changeFiles().toSeq());
    }

    private DelayedCommitProtocol committed() {
        List<WriteTaskResult> results = tasks.idle().stream().map(Task::commit).toList();
        isOpen = false;
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

    /** Deletes what was written, unless it was completed. */
    @Override
    public void close() {
        if (isOpen) {
            isOpen = false;
            Discards.delete(
                    transaction.deltaLog(),
                    tasks.idle().stream()
                            .flatMap(task -> task.abandoned().stream())
                            .toList());
        }
    }

    /** Writes one file after the other, for one thread. */
    private final class Task {

        private final FileFormatDataWriter writer;
        private final UnsafeProjection checks = checks();

        Task(int number) {
            DelayedCommitProtocol committer = transaction.getCommitter(folder);
            TaskAttemptContext context = context(number);
            committer.setupTask(context);
            this.writer = partitions.isEmpty()
                    ? new SingleDirectoryDataWriter(description, context, committer, ScalaLists.map(Map.of()))
                    : new DynamicPartitionDataSingleWriter(description, context, committer, ScalaLists.map(Map.of()));
        }

        boolean write(LocalRows rows) {
            try {
                for (UnsafeRow row : rows.rows()) {
                    checks.apply(row);
                    writer.write(row);
                }
                return true;
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        WriteTaskResult commit() {
            try {
                WriteTaskResult result = writer.commit();
                writer.close();
                return result;
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        /** The files written so far; none of a task that failed, which does not tell. */
        @SuppressWarnings("unchecked") // what Delta's committer puts into its message
        List<FileAction> abandoned() {
            try {
                return ScalaLists.list((Seq<FileAction>) commit().commitMsg().obj());
            } catch (RuntimeException e) {
                LOG.debug("A task that failed leaves its files to a full vacuum", e);
                abort();
                return List.of();
            }
        }

        private void abort() {
            try {
                writer.abort();
                writer.close();
            } catch (Exception e) {
                LOG.debug("Cannot close a file of a task that failed", e);
            }
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
