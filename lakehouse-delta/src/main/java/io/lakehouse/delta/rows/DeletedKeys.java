package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.LayoutTag;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.SingleTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The keys of deleted rows that a table remembers, each with the order of its delete, so that an event older than the
 * delete does not bring the row back. They are companion rows of the table: a delete and its memory are one commit.
 *
 * <p>The files of the memory have statistics of the keys, and only those that can contain a key of the batch are read.
 * Small ones are merged into larger ones, so that there are never many.
 */
final class DeletedKeys {

    private static final String NAME = "deleted-keys";
    private static final String ORDER = "__lakehouse_order_";
    private static final String DELETED = "__lakehouse_deleted";
    /** When the delete was committed, in milliseconds since the epoch. */
    private static final String RECORDED = "__lakehouse_recorded";

    /** This many files whose sizes are within a factor of ten become one. */
    private static final int FAN_IN = 8;

    /** Larger files are not merged, since that would slow down the batch that does it. */
    private static final long MAX_MERGED_ROWS = 1_000_000;

    private final TableLog table;
    private final DeltaTransaction transaction;
    private final List<Field<?>> key;
    private final List<Field<?>> order;
    private final CompanionFiles companion;
    private final List<DataFile> files;
    private final List<DataFile> candidates;

    private DeletedKeys(
            TableLog table,
            DeltaTransaction transaction,
            List<Field<?>> order,
            CompanionFiles companion,
            List<DataFile> files,
            List<DataFile> candidates) {
        this.table = table;
        this.transaction = transaction;
        this.key = table.spec().keyFields();
        this.order = order;
        this.companion = companion;
        this.files = files;
        this.candidates = candidates;
    }

    /**
     * The memory that a version of the table has. If another commit changes it first, the transaction conflicts.
     *
     * @param source the batch, whose keys are looked up, and which is ordered by the fields that deletes are
     */
    static DeletedKeys in(TableLog table, DeltaTransaction transaction, KeyedSource source, UpsertSettings settings) {
        TableSpec spec = table.spec();
        List<Field<?>> order = settings.latestOrder(spec);
        CompanionFiles companion = CompanionFiles.of(table, NAME, schema(spec, order));
        if (order.isEmpty() || settings.forgetsDeletes()) {
            return new DeletedKeys(table, transaction, order, companion, List.of(), List.of());
        }
        OptionalLong listing = listingOf(transaction);
        List<DataFile> files = List.of();
        if (listing.isPresent()) {
            CompanionFiles.Listing found =
                    companion.load(listing.getAsLong()).orElseThrow(() -> RowErrors.deletedKeysMissing(table.name()));
            if (!found.schema().equals(schema(spec, order))) {
                throw RowErrors.deletedKeysDiffer(table.name(), Fields.names(order), found.schema());
            }
            files = found.files();
        }
        Predicate<DataFile> mayHold = new Scope(source.scope().bounds().stream()
                        .filter(bound -> spec.keyFields().contains(bound.field()))
                        .toList())
                .fileFilter(companion.snapshot());
        return new DeletedKeys(
                table,
                transaction,
                order,
                companion,
                files,
                files.stream().filter(mayHold).toList());
    }

    /** The listing that counts. If the log no longer shows that, the last one: its deletes did happen once. */
    private static OptionalLong listingOf(DeltaTransaction transaction) {
        StreamProgress progress = transaction.progressOf(StreamRecords.DELETED_KEYS);
        return progress.isUncertain(StreamRecords.DELETED_KEYS)
                ? OptionalLong.of(progress.recorded(StreamRecords.DELETED_KEYS))
                : progress.of(StreamRecords.DELETED_KEYS);
    }

    /** Forgets all of them with the commit of the transaction; false if there are none. */
    static boolean forget(DeltaTransaction transaction) {
        if (listingOf(transaction).isEmpty()) {
            return false;
        }
        transaction.forgetProgress(StreamRecords.DELETED_KEYS);
        return true;
    }

    private static StructType schema(TableSpec spec, List<Field<?>> order) {
        StructType schema = new StructType();
        for (Field<?> field : spec.keyFields()) {
            schema = schema.add(field.name(), field.type().sparkType());
        }
        for (Field<?> field : order) {
            schema = schema.add(ORDER + field.name(), field.type().sparkType());
        }
        return schema.add(RECORDED, DataTypes.LongType);
    }

    /** Whether no key of the batch can be among them. */
    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** The rows that are later than the last delete of their key. */
    Dataset<Row> later(Dataset<Row> rows, boolean isSmall) {
        Dataset<Row> memory = companion.read(candidates);
        Dataset<Row> deleted = lastPerKey(isSmall ? SingleTask.of(memory) : memory);
        List<Column> renamed = new ArrayList<>(List.of(col(DELETED)));
        key.forEach(field -> renamed.add(field.col().as(RowImages.OLD + field.name())));
        Dataset<Row> ends = deleted.select(renamed.toArray(Column[]::new));
        Column isSame = key.stream()
                .map(field -> field.col().equalTo(Fields.column(RowImages.OLD + field.name())))
                .reduce(Column::and)
                .orElseThrow();
        Column own =
                struct(order.stream().map(field -> field.col().as(field.name())).toArray(Column[]::new));
        return rows.join(isSmall ? ends.hint("shuffle_hash") : ends, isSame, "left_outer")
                .filter(col(DELETED).isNull().or(own.gt(col(DELETED))))
                .select(columnsOf(rows));
    }

    private Dataset<Row> lastPerKey(Dataset<Row> deletes) {
        Column[] last = order.stream()
                .map(field -> Fields.column(ORDER + field.name()).as(field.name()))
                .toArray(Column[]::new);
        return deletes.groupBy(Fields.columns(key))
                .agg(max(struct(last)).as(DELETED), max(RECORDED).as(RECORDED));
    }

    private static Column[] columnsOf(Dataset<Row> rows) {
        return List.of(rows.columns()).stream().map(Fields::column).toArray(Column[]::new);
    }

    /**
     * Remembers more deletes with the commit of the transaction.
     *
     * @param deletes rows with the key and the order of a delete
     * @param retention how long to remember any of them
     */
    void remember(Dataset<Row> deletes, boolean isSmall, Duration retention) {
        long now = System.currentTimeMillis();
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(key)));
        order.forEach(field -> columns.add(field.col().as(ORDER + field.name())));
        columns.add(lit(now).as(RECORDED));
        List<DataFile> fresh = companion.write(arranged(deletes.select(columns.toArray(Column[]::new)), isSmall));
        long cutoff = now - retention.toMillis();
        List<DataFile> kept = new ArrayList<>(
                files.stream().filter(file -> newest(file) >= cutoff).toList());
        kept.addAll(fresh);
        List<DataFile> small = mergeable(kept);
        if (!small.isEmpty()) {
            kept.removeAll(small);
            kept.addAll(companion.write(arranged(merged(small, cutoff), true)));
        }
        transaction.recordProgress(StreamRecords.DELETED_KEYS, companion.save(kept));
    }

    private ArrangedRows arranged(Dataset<Row> rows, boolean isSmall) {
        Dataset<Row> spread = isSmall ? SingleTask.of(rows) : rows.repartitionByRange(Fields.columns(key));
        return new ArrangedRows(spread.sortWithinPartitions(Fields.columns(key)), LayoutTag.ingested(""));
    }

    private Dataset<Row> merged(List<DataFile> small, long cutoff) {
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(key)));
        order.forEach(field -> columns.add(col(DELETED).getField(field.name()).as(ORDER + field.name())));
        columns.add(col(RECORDED));
        return lastPerKey(companion.read(small).filter(col(RECORDED).geq(cutoff)))
                .select(columns.toArray(Column[]::new));
    }

    /** When the last delete in a file was recorded; never, if that is unknown, so that the file is kept. */
    private static long newest(DataFile file) {
        return FileStatistics.of(file).maxima().path(RECORDED).asLong(Long.MAX_VALUE);
    }

    /** The files to merge: those of the smallest size that has too many. */
    private static List<DataFile> mergeable(List<DataFile> files) {
        NavigableMap<Integer, List<DataFile>> bySize = new TreeMap<>();
        for (DataFile file : files) {
            long rows = Math.max(1, file.rows().orElse(MAX_MERGED_ROWS));
            bySize.computeIfAbsent((int) Math.log10(rows), size -> new ArrayList<>())
                    .add(file);
        }
        return bySize.values().stream()
                .filter(same -> same.size() >= FAN_IN)
                .filter(same -> same.stream()
                                .mapToLong(file -> file.rows().orElse(MAX_MERGED_ROWS))
                                .sum()
                        <= MAX_MERGED_ROWS)
                .findFirst()
                .orElse(List.of());
    }
}
