package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.LayoutTag;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.Bound;
import io.lakehouse.delta.rows.FileStatistics;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.spark.KeySet;
import io.lakehouse.delta.spark.LocalJoin;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowKeys;
import io.lakehouse.delta.spark.RowOrder;
import io.lakehouse.delta.spark.SingleTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Keys that a table remembers, each with the order of the event that it is remembered for. They are companion rows of
 * the table: an event and the memory of it are one commit.
 *
 * <p>The files of the memory have statistics of the keys, and only those that can contain a key of the batch are read.
 * Small ones are merged into larger ones, so that there are never many.
 */
final class RememberedKeys {

    private static final String ORDER = "__lakehouse_order_";
    private static final String MEMORY = "__lakehouse_memory_";
    private static final String LAST = "__lakehouse_last";
    /** When the event was committed, in milliseconds since the epoch. */
    private static final String RECORDED = "__lakehouse_recorded";

    /** Up to this size, the driver reads the files of the memory faster than queries would. */
    private static final long MAX_LOCAL_BYTES = 64L << 20;

    private final TableLog table;
    private final DeltaTransaction transaction;
    private final List<Field<?>> key;
    private final List<Field<?>> order;
    private final CompanionFiles companion;
    private final List<DataFile> files;
    private final List<DataFile> candidates;

    private RememberedKeys(
            TableLog table,
            DeltaTransaction transaction,
            List<Field<?>> key,
            List<Field<?>> order,
            CompanionFiles companion,
            List<DataFile> files,
            List<DataFile> candidates) {
        this.table = table;
        this.transaction = transaction;
        this.key = key;
        this.order = order;
        this.companion = companion;
        this.files = files;
        this.candidates = candidates;
    }

    /**
     * The memory that a version of the table has. If another commit changes it first, the transaction conflicts.
     *
     * @param what what the keys are remembered for, one of the names in {@link CompanionFiles}
     * @param order the fields by which events are ordered; empty if nothing is remembered
     * @param scope the part of the table in which keys are looked up
     */
    static RememberedKeys in(
            String what,
            TableLog table,
            DeltaTransaction transaction,
            List<Field<?>> key,
            List<Field<?>> order,
            Scope scope) {
        CompanionFiles companion = CompanionFiles.of(table, what, schema(key, order));
        List<DataFile> files = List.of();
        OptionalLong listing = order.isEmpty() ? OptionalLong.empty() : companion.listingIn(transaction);
        if (listing.isPresent()) {
            CompanionFiles.Listing found = companion
                    .load(listing.getAsLong())
                    .orElseThrow(() -> MergeErrors.memoryMissing(table.name(), what));
            if (!found.schema().equals(schema(key, order))) {
                throw MergeErrors.memoryDiffers(table.name(), what, Fields.names(order), found.schema());
            }
            files = found.files();
        }
        return new RememberedKeys(
                table,
                transaction,
                key,
                order,
                companion,
                files,
                files.isEmpty() ? files : candidates(files, key, companion, scope));
    }

    private static List<DataFile> candidates(
            List<DataFile> files, List<Field<?>> key, CompanionFiles companion, Scope scope) {
        List<Bound> ofKey = scope.bounds().stream()
                .filter(bound -> key.contains(bound.field()) && bound.field().isNamed(nameOf(bound.field())))
                .toList();
        return files.stream()
                .filter(new Scope(ofKey).fileFilter(companion.snapshot()))
                .toList();
    }

    /** The name of a column, without the characters that Parquet files of tables without column mapping cannot have. */
    private static String nameOf(Field<?> field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return name.matches("\\w+") ? name : "x" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    }

    private Column[] keyColumns() {
        return key.stream().map(field -> Fields.column(nameOf(field))).toArray(Column[]::new);
    }

    private List<Column> namedKey() {
        List<Column> named = new ArrayList<>();
        key.forEach(field -> named.add(Fields.column(nameOf(field)).as(field.name())));
        return named;
    }

    private static StructType schema(List<Field<?>> key, List<Field<?>> order) {
        StructType schema = new StructType();
        for (Field<?> field : key) {
            schema = schema.add(nameOf(field), field.type().sparkType());
        }
        for (Field<?> field : order) {
            schema = schema.add(ORDER + nameOf(field), field.type().sparkType());
        }
        return schema.add(RECORDED, DataTypes.LongType);
    }

    /** Whether no key of the batch can be among them. */
    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** The events of keys in the scope: their key and the fields of their order. */
    Dataset<Row> all() {
        List<Column> columns = namedKey();
        order.forEach(field -> columns.add(Fields.column(ORDER + nameOf(field)).as(field.name())));
        return companion.read(candidates).select(columns.toArray(Column[]::new));
    }

    /** The rows that are later than the last remembered event of their key. */
    Dataset<Row> later(Dataset<Row> rows, boolean isSmall) {
        Dataset<Row> memory = companion.read(candidates);
        Dataset<Row> last = lastPerKey(isSmall ? SingleTask.of(memory) : memory);
        List<Column> renamed = new ArrayList<>(List.of(col(LAST)));
        key.forEach(field -> renamed.add(Fields.column(nameOf(field)).as(RowImages.OLD + field.name())));
        Dataset<Row> ends = last.select(renamed.toArray(Column[]::new));
        Column isSame = key.stream()
                .map(field -> field.col().equalTo(Fields.column(RowImages.OLD + field.name())))
                .reduce(Column::and)
                .orElseThrow();
        return rows.join(isSmall ? ends.hint("shuffle_hash") : ends, isSame, "left_outer")
                .filter(col(LAST).isNull().or(own().gt(col(LAST))))
                .select(columnsOf(rows));
    }

    /** Like {@link #later(Dataset, boolean)}, in memory; empty if that would take too long or too much memory. */
    Optional<LocalRows> later(LocalRows rows) {
        if (DataFile.bytes(candidates) > MAX_LOCAL_BYTES) {
            return Optional.empty();
        }
        KeySet keys = KeySet.of(
                table.verbSession(),
                rows,
                Fields.names(key),
                key.stream().map(RememberedKeys::nameOf).toList());
        return companion.readLocally(candidates, keys).map(files -> later(rows, LocalRows.concat(files)));
    }

    private LocalRows later(LocalRows rows, LocalRows memory) {
        SparkSession spark = table.verbSession();
        List<String> names = List.of(memory.schema().fieldNames()).stream()
                .map(name -> MEMORY + name)
                .toList();
        LocalRows renamed = memory.renamed(names);
        List<String> memorised =
                key.stream().map(field -> MEMORY + nameOf(field)).toList();
        LocalRows last = RowKeys.of(spark, renamed.schema(), memorised)
                .firstPerKey(
                        spark,
                        renamed,
                        order.stream()
                                .map(field ->
                                        col(MEMORY + ORDER + nameOf(field)).desc_nulls_last())
                                .toArray(Column[]::new));
        LocalJoin join = LocalJoin.of(spark, last, memorised, rows.schema(), Fields.names(key));
        LocalJoin.Joined joined = join.with(rows);
        LocalRows isLater = joined.through(
                table.pipelines()
                        .get(
                                List.of("later than remembered", key, order),
                                join.schema(),
                                both -> both.select(
                                        col(memorised.get(0)).isNull().or(own().gt(orderIn(MEMORY)))))
                        .orElseThrow(),
                joined.all());
        return rows.at(isLater.whereTrue());
    }

    private Column own() {
        return struct(order.stream().map(field -> field.col().as(field.name())).toArray(Column[]::new));
    }

    private Column orderIn(String prefix) {
        return struct(order.stream()
                .map(field -> Fields.column(prefix + ORDER + nameOf(field)).as(field.name()))
                .toArray(Column[]::new));
    }

    private Dataset<Row> lastPerKey(Dataset<Row> events) {
        return events.groupBy(keyColumns()).agg(max(orderIn("")).as(LAST));
    }

    private static Column[] columnsOf(Dataset<Row> rows) {
        return List.of(rows.columns()).stream().map(Fields::column).toArray(Column[]::new);
    }

    /**
     * Writes more events to remember, and returns the files of all that is remembered then. {@link #record} makes them
     * count.
     *
     * @param events rows with the key and the order of an event
     * @param retention how long to remember any of them
     */
    List<DataFile> write(Dataset<Row> events, boolean isSmall, Duration retention) {
        long now = System.currentTimeMillis();
        List<Column> columns = new ArrayList<>();
        key.forEach(field -> columns.add(field.col().as(nameOf(field))));
        order.forEach(field -> columns.add(field.col().as(ORDER + nameOf(field))));
        columns.add(lit(now).as(RECORDED));
        List<DataFile> fresh = companion.write(arranged(events.select(columns.toArray(Column[]::new)), isSmall));
        return withKept(fresh, now - retention.toMillis());
    }

    /**
     * Like {@link #write(Dataset, boolean, Duration)}, in memory.
     *
     * @param events rows with the key and the order of an event, in this order of columns
     */
    List<DataFile> write(LocalRows events, Duration retention) {
        long now = System.currentTimeMillis();
        List<String> names = new ArrayList<>();
        key.forEach(field -> names.add(nameOf(field)));
        order.forEach(field -> names.add(ORDER + nameOf(field)));
        LocalRows rows = events.renamed(names).withColumn(RECORDED, now);
        return withKept(
                companion.writeLocally(RowOrder.of(table.verbSession(), rows.schema(), keyColumns())
                        .sorted(rows)),
                now - retention.toMillis());
    }

    /** The files of all that is remembered, of which small ones are merged. */
    private List<DataFile> withKept(List<DataFile> fresh, long cutoff) {
        List<DataFile> kept = new ArrayList<>(
                files.stream().filter(file -> newest(file) >= cutoff).toList());
        kept.addAll(fresh);
        List<DataFile> small = MemoryCompaction.mergeable(kept);
        if (!small.isEmpty()) {
            kept.removeAll(small);
            kept.addAll(companion.write(arranged(merged(small, cutoff), true)));
        }
        return kept;
    }

    /** Makes files count with the commit of the transaction. */
    void record(List<DataFile> written) {
        companion.recordIn(transaction, written);
    }

    private ArrangedRows arranged(Dataset<Row> rows, boolean isSmall) {
        Dataset<Row> spread = isSmall ? SingleTask.of(rows) : rows.repartitionByRange(keyColumns());
        return new ArrangedRows(spread.sortWithinPartitions(keyColumns()), LayoutTag.ingested(""));
    }

    private Dataset<Row> merged(List<DataFile> small, long cutoff) {
        List<Column> events = new ArrayList<>(List.of(keyColumns()));
        order.forEach(field -> events.add(Fields.column(ORDER + nameOf(field))));
        return companion
                .read(small)
                .filter(col(RECORDED).geq(cutoff))
                .groupBy(events.toArray(Column[]::new))
                .agg(max(RECORDED).as(RECORDED));
    }

    /** When the last event in a file was recorded; never, if that is unknown, so that the file is kept. */
    private static long newest(DataFile file) {
        return FileStatistics.of(file).maxima().path(RECORDED).asLong(Long.MAX_VALUE);
    }
}
