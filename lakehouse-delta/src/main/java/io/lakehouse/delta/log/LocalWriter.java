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
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.constraints.CheckDeltaInvariant;
import org.apache.spark.sql.delta.constraints.Constraints;
import org.apache.spark.sql.delta.constraints.DeltaInvariantCheckerExec;
import org.apache.spark.sql.delta.files.DelayedCommitProtocol;
import org.apache.spark.sql.delta.files.DeltaFileFormatWriter.PartitionedTaskAttemptContextImpl;
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
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.collection.Seq;

/**
 * Writes rows to data files in threads of this process, by the writers and with the statistics that a write by Spark and
 * Delta would use, so that the files are the same.
 */
final class LocalWriter {

    private final SparkSession session;
    private final OptimisticTransaction transaction;
    private final Path folder;
    private final DeltaJobStatisticsTracker statistics;
    private final WriteJobDescription description;
    /** The columns by the names that the table has for them. */
    private final List<Attribute> columns;
    /** The columns by the names that they have in files. */
    private final List<Attribute> output;

    private final List<Attribute> partitions;
    private final Job job;

    LocalWriter(SparkSession session, OptimisticTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
        Metadata metadata = transaction.metadata();
        this.folder = transaction.deltaLog().dataPath();
        StructType partitionSchema = metadata.physicalPartitionSchema();
        Seq<Attribute> named = transaction.makeOutputNullable(ScalaLists.seq(Attributes.of(metadata.schema())));
        this.columns = ScalaLists.list(named);
        Seq<Attribute> mapped = metadata.columnMappingMode().equals(NoMapping$.MODULE$)
                ? named
                : transaction.mapColumnAttributes(named, metadata.columnMappingMode());
        this.output = ScalaLists.list(mapped);
        List<String> partitionNames = List.of(partitionSchema.fieldNames());
        this.partitions = partitionNames.stream()
                .map(name -> output.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
        List<Attribute> data = output.stream()
                .filter(column -> !partitionNames.contains(column.name()))
                .toList();
        this.statistics = transaction
                .getOptionalStatsTrackerAndStatsCollection(mapped, folder, partitionSchema, session.emptyDataFrame())
                ._1()
                .get();
        try {
            this.job = Job.getInstance(session.sessionState()
                    .newHadoopConfWithOptions(metadata.configuration()
                            .$plus$plus(transaction.deltaLog().options())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        job.setOutputKeyClass(Void.class);
        job.setOutputValueClass(InternalRow.class);
        FileOutputFormat.setOutputPath(job, folder);
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
                ScalaLists.<WriteJobStatsTracker>seq(List.of(statistics)));
    }

    /**
     * Writes rows.
     *
     * @param rows all columns of the table in its order, sorted by partition
     */
    List<AddFile> write(LocalRows rows) {
        transaction.hasWritten_$eq(true);
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
        statistics.processStats(ScalaLists.seq(collected), 0);
        return ScalaLists.list(committer.addedStatuses().toSeq()).stream()
                .map(this::withStatistics)
                .toList();
    }

    private AddFile withStatistics(AddFile file) {
        return file.copy(
                file.path(),
                file.partitionValues(),
                file.size(),
                file.modificationTime(),
                file.dataChange(),
                statistics.recordedStats().apply(file.toPath().getName()),
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
