package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.delta.DeltaParquetFileFormat;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Reads data files in the calling thread, by the reader that a query would use: with the same types, the same deletion
 * vectors and the same names of mapped columns. Safe for use by many threads.
 */
final class LocalReader {

    /** Well-compressed files can be many times as large in memory. */
    private static final long MAX_BYTES = 64L << 20;

    private final SparkSession session;
    private final KnownFiles index;
    private final StructType schema;
    /** The columns as the reader gives them. */
    private final StructType read;

    private final boolean hasVectors;
    private final Function1<PartitionedFile, Iterator<InternalRow>> reader;

    private LocalReader(SparkSession session, Snapshot snapshot, List<DataFile> files) {
        this.session = session;
        this.schema = snapshot.schema();
        this.index = KnownFiles.of(session, snapshot, files);
        this.hasVectors = files.stream().anyMatch(file -> file.deletedRows() > 0);
        HadoopFsRelation relation =
                snapshot.deltaLog().buildHadoopFsRelationWithFileIndex(snapshot, index, Option.empty(), true);
        StructType partitions = relation.partitionSchema();
        DeltaParquetFileFormat format = (DeltaParquetFileFormat) relation.fileFormat();
        StructType required = new StructType();
        for (StructField column : schema.fields()) {
            required = List.of(partitions.fieldNames()).contains(column.name()) ? required : required.add(column);
        }
        if (hasVectors) {
            format = format.copyWithDVInfo(index.path().toString(), true);
            required = required.add(
                            ParquetFileFormat$.MODULE$.ROW_INDEX_TEMPORARY_COLUMN_NAME(), DataTypes.LongType, true)
                    .add(DeltaParquetFileFormat.IS_ROW_DELETED_STRUCT_FIELD());
        }
        StructType all = required;
        for (StructField partition : partitions.fields()) {
            all = all.add(partition);
        }
        this.read = all;
        this.reader = format.buildReaderWithPartitionValues(
                session,
                required,
                partitions,
                required,
                ScalaLists.seq(List.of()),
                relation.options().$plus(Tuple2.apply(FileFormat.OPTION_RETURNING_BATCH(), "false")),
                session.sessionState().newHadoopConfWithOptions(relation.options()));
    }

    /** Prepares to read some of these files of a snapshot. */
    static LocalReader of(SparkSession session, Snapshot snapshot, List<DataFile> files) {
        return new LocalReader(session, snapshot, files);
    }

    /** The rows of each file, read by as many threads as there are cores; empty if they take too much memory. */
    Optional<List<LocalRows>> readAll(List<DataFile> files) {
        return readAll(files, any -> row -> true);
    }

    /**
     * Like {@link #readAll(List)}, but only the rows that a filter matches.
     *
     * @param filter makes a filter for one thread, for rows with the given columns
     */
    Optional<List<LocalRows>> readAll(List<DataFile> files, Function<StructType, Predicate<InternalRow>> filter) {
        int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
        AtomicLong memory = new AtomicLong(MAX_BYTES);
        AtomicInteger next = new AtomicInteger();
        List<LocalRows> rows = new ArrayList<>(Collections.nCopies(files.size(), LocalRows.of(schema, List.of())));
        Background.all(Collections.nCopies(
                threads,
                () -> ActiveSession.with(session, () -> {
                    Predicate<InternalRow> isWanted = filter.apply(read);
                    for (int at = next.getAndIncrement(); at < files.size(); at = next.getAndIncrement()) {
                        rows.set(at, read(files.get(at), isWanted, memory));
                    }
                    return rows;
                })));
        return memory.get() < 0 ? Optional.empty() : Optional.of(rows);
    }

    /** The rows of a file that are not deleted, with the columns of the table, as long as there is memory for them. */
    private LocalRows read(DataFile file, Predicate<InternalRow> isWanted, AtomicLong memory) {
        FileStatusWithMetadata status = index.fileStatusWithMetadataFromAddFile(file.action());
        Iterator<InternalRow> rows = reader.apply(new PartitionedFile(
                index.partitionOf(file),
                SparkPath.fromFileStatus(status.fileStatus()),
                0,
                status.getLen(),
                new String[0],
                status.getModificationTime(),
                status.getLen(),
                status.metadata()));
        UnsafeProjection projection = projection();
        int deleted = hasVectors ? read.fieldIndex(DeltaParquetFileFormat.IS_ROW_DELETED_COLUMN_NAME()) : -1;
        List<UnsafeRow> kept = new ArrayList<>();
        try {
            while (memory.get() >= 0 && rows.hasNext()) {
                InternalRow row = rows.next();
                if ((!hasVectors || row.getByte(deleted) == 0) && isWanted.test(row)) {
                    UnsafeRow copy = projection.apply(row).copy();
                    memory.addAndGet(-copy.getSizeInBytes());
                    kept.add(copy);
                }
            }
        } finally {
            close(rows);
        }
        return LocalRows.of(schema, kept);
    }

    /** Outside of a task, nobody else closes a file that was not read to its end. */
    private static void close(Iterator<InternalRow> rows) {
        if (rows instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            while (rows.hasNext()) {
                rows.next();
            }
        }
    }

    /** The columns in the table's order. */
    private UnsafeProjection projection() {
        List<Expression> columns = new ArrayList<>();
        for (StructField column : schema.fields()) {
            columns.add(new BoundReference(read.fieldIndex(column.name()), column.dataType(), true));
        }
        return UnsafeProjection.create(ScalaLists.<Expression>seq(columns));
    }
}
