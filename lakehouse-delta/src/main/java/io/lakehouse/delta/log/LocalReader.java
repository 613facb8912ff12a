package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.Pool;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
public final class LocalReader {

    /**
     * Rows may take one part in so many of the heap: well-compressed files are many times as large in memory, and rows
     * are copied several times while they are changed and written.
     */
    private static final int PARTS_OF_HEAP = 32;

    private final SparkSession session;
    private final KnownFiles index;
    private final StructType schema;
    /** The columns as the reader gives them. */
    private final StructType read;

    private final boolean hasVectors;
    private final Function1<PartitionedFile, Iterator<InternalRow>> reader;
    private final Pool<Selection> selections;
    /** The bytes that rows may still take. */
    private final AtomicLong memory;

    /** Selects the rows and the columns of the table from what the reader gives, for one thread. */
    private record Selection(Predicate<InternalRow> filter, UnsafeProjection columns) {}

    private LocalReader(
            SparkSession session,
            Snapshot snapshot,
            List<DataFile> files,
            Function<StructType, Predicate<InternalRow>> filter,
            long maxBytes) {
        this.memory = new AtomicLong(maxBytes);
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
        this.selections = new Pool<>(() -> new Selection(filter.apply(read), projection()));
    }

    /** Prepares to read these files of a snapshot. */
    static LocalReader of(SparkSession session, Snapshot snapshot, List<DataFile> files) {
        return of(session, snapshot, files, any -> row -> true);
    }

    /**
     * Prepares to read the rows of these files that a filter matches.
     *
     * @param filter makes a filter for one thread, for rows with the given columns
     */
    static LocalReader of(
            SparkSession session,
            Snapshot snapshot,
            List<DataFile> files,
            Function<StructType, Predicate<InternalRow>> filter) {
        return new LocalReader(
                session, snapshot, files, filter, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
    }

    /** Prepares to read files whose rows may take this much memory. */
    static LocalReader of(SparkSession session, Snapshot snapshot, List<DataFile> files, long maxBytes) {
        return new LocalReader(session, snapshot, files, any -> row -> true, maxBytes);
    }

    /** The partition values of each of these files. */
    public LocalRows partitionsOf(List<DataFile> files) {
        UnsafeProjection values = UnsafeProjection.create(index.partitionSchema());
        return LocalRows.of(
                index.partitionSchema(),
                files.stream()
                        .map(file -> values.apply(index.partitionOf(file)).copy())
                        .toList());
    }

    /** The rows of all files, read by as many threads as there are cores; empty if they take too much memory. */
    public Optional<List<LocalRows>> readAll(List<DataFile> files) {
        List<Optional<LocalRows>> rows = new ArrayList<>(Collections.nCopies(files.size(), Optional.empty()));
        Background.forEach(IntStream.range(0, files.size()).boxed().toList(), at -> rows.set(at, read(files.get(at))));
        return rows.stream().allMatch(Optional::isPresent)
                ? Optional.of(rows.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /**
     * The rows of a file that are not deleted, with the columns of the table; empty if these rows, and those that are not
     * {@linkplain #release released} yet, take too much memory.
     */
    public Optional<LocalRows> read(DataFile file) {
        return ActiveSession.with(session, () -> selections.with(selection -> read(file, selection)));
    }

    private Optional<LocalRows> read(DataFile file, Selection selection) {
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
        int deleted = hasVectors ? read.fieldIndex(DeltaParquetFileFormat.IS_ROW_DELETED_COLUMN_NAME()) : -1;
        List<UnsafeRow> kept = new ArrayList<>();
        try {
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                if ((!hasVectors || row.getByte(deleted) == 0)
                        && selection.filter().test(row)) {
                    UnsafeRow copy = selection.columns().apply(row).copy();
                    kept.add(copy);
                    if (memory.addAndGet(-copy.getSizeInBytes()) < 0) {
                        release(LocalRows.of(schema, kept));
                        return Optional.empty();
                    }
                }
            }
        } finally {
            close(rows);
        }
        return Optional.of(LocalRows.of(schema, kept));
    }

    /** Returns the memory of rows to the budget. */
    public void release(LocalRows rows) {
        rows.rows().forEach(row -> memory.addAndGet(row.getSizeInBytes()));
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
