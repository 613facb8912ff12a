package io.lakehouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * The rows of an upsert beside those that one version of the table holds under the same keys. Pinned until closed, unless
 * there are none to compare with.
 */
final class UpsertComparison implements AutoCloseable {

    private static final String TARGET = "__target_";
    /** The row takes the place of the table's. */
    private static final String CHANGED = "__changed";
    /** The row is less than another of its key, in the source or in the table. */
    private static final String SUPERSEDED = "__superseded";

    private final TableSpec spec;
    private final DeltaTransaction transaction;
    private final List<AddFile> candidates;
    private final Dataset<Row> compared;
    private final Optional<PinnedRows> pinned;
    private final Counts counts;

    private UpsertComparison(
            TableSpec spec,
            DeltaTransaction transaction,
            List<AddFile> candidates,
            Dataset<Row> compared,
            Optional<PinnedRows> pinned,
            Counts counts) {
        this.spec = spec;
        this.transaction = transaction;
        this.candidates = candidates;
        this.compared = compared;
        this.pinned = pinned;
        this.counts = counts;
    }

    /** How the rows compare; they sum up to the rows of the source. */
    record Counts(long inserted, long updated, long unchanged, long superseded, Set<String> filesHit) {

        static final Counts NONE = new Counts(0, 0, 0, 0, Set.of());

        boolean isUnchanged() {
            return inserted == 0 && updated == 0;
        }
    }

    /**
     * Compares.
     *
     * @throws InvalidKeyException if rows of the source share a key and none is to be chosen, or if rows of the table do
     */
    static UpsertComparison of(
            LakehouseTable table, UpsertSource source, DeltaTransaction transaction, List<Field<?>> ignored) {
        List<AddFile> candidates = table.inSession("upsert", "find files", () -> transaction.filesIn(source.scope()));
        // On few columns this is a small part of what it spares: to sort all rows with all columns, and to keep the
        // result.
        boolean isUnique = table.inSession("upsert", "look for shared keys", source::hasUniqueKeys);
        Dataset<Row> ranked = isUnique ? source.unranked() : source.ranked();
        Dataset<Row> compared = compare(table.spec(), ranked, source, transaction, candidates, ignored);
        if (isUnique && candidates.isEmpty()) {
            Counts allNew = new Counts(source.rowCount(), 0, 0, 0, Set.of());
            return new UpsertComparison(table.spec(), transaction, candidates, compared, Optional.empty(), allNew);
        }
        PinnedRows pinned = PinnedRows.of(compared);
        try {
            Counts counts =
                    table.inSession("upsert", "find changes", () -> counted(table.spec(), pinned.rows(), source));
            return new UpsertComparison(
                    table.spec(), transaction, candidates, pinned.rows(), Optional.of(pinned), counts);
        } catch (Throwable e) {
            pinned.close();
            throw e;
        }
    }

    private static Dataset<Row> compare(
            TableSpec spec,
            Dataset<Row> ranked,
            UpsertSource source,
            DeltaTransaction transaction,
            List<AddFile> candidates,
            List<Field<?>> ignored) {
        Column isLater = col(UpsertSource.RANK).equalTo(1);
        if (candidates.isEmpty()) {
            return ranked.withColumn(DeltaTransaction.FILE, lit(null).cast("string"))
                    .withColumn(CHANGED, lit(false))
                    .withColumn(SUPERSEDED, not(isLater))
                    .drop(UpsertSource.RANK);
        }
        List<Column> targetColumns = new ArrayList<>();
        spec.fields().forEach(field -> targetColumns.add(field.col().as(TARGET + field.name())));
        targetColumns.add(col(DeltaTransaction.FILE));
        Dataset<Row> target = transaction
                .readWithFiles(candidates)
                .filter(source.scope().toColumn())
                .select(targetColumns.toArray(Column[]::new));
        Column differs = spec.fields().stream()
                .filter(field -> !spec.keyFields().contains(field) && !ignored.contains(field))
                .map(field -> not(comparable(field, "").eqNullSafe(comparable(field, TARGET))))
                .reduce(Column::or)
                .orElse(lit(false));
        Column isOther = col(DeltaTransaction.FILE).isNotNull().and(differs);
        Column isOlder =
                source.choosesLatest() ? ordered(source.order(), TARGET).gt(ordered(source.order(), "")) : lit(false);
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(spec.fields())));
        columns.add(col(DeltaTransaction.FILE));
        columns.add(isLater.and(isOther).and(not(isOlder)).as(CHANGED));
        columns.add(not(isLater).or(isOther.and(isOlder)).as(SUPERSEDED));
        return ranked.join(target, hasKeyOfTarget(spec), "left_outer").select(columns.toArray(Column[]::new));
    }

    private static Column hasKeyOfTarget(TableSpec spec) {
        return spec.keyFields().stream()
                .map(field -> field.col().equalTo(col(TARGET + field.name())))
                .reduce(Column::and)
                .orElseThrow();
    }

    private static Column comparable(Field<?> field, String prefix) {
        return ComparableValues.of(col(prefix + field.name()), field.type().sparkType());
    }

    /** The order of a row, NULL least; columns have this prefix. */
    private static Column ordered(List<Field<?>> order, String prefix) {
        return order.isEmpty()
                ? lit(0)
                : struct(order.stream()
                        .map(field -> col(prefix + field.name()).as(field.name()))
                        .toArray(Column[]::new));
    }

    private static Counts counted(TableSpec spec, Dataset<Row> compared, UpsertSource source) {
        Row row = compared.agg(
                        count(lit(1)),
                        count(when(isNew(), lit(1))),
                        count(when(col(CHANGED), lit(1))),
                        count(when(col(SUPERSEDED), lit(1))),
                        collect_set(when(col(CHANGED), col(DeltaTransaction.FILE))))
                .first();
        long inserted = row.getLong(1);
        long updated = row.getLong(2);
        long superseded = row.getLong(3);
        if (superseded > 0 && !source.choosesLatest()) {
            throw source.duplicates();
        }
        if (row.getLong(0) > source.rowCount()) {
            throw DeltaErrors.duplicateKeysInTable("upsert into", spec);
        }
        return new Counts(
                inserted,
                updated,
                row.getLong(0) - inserted - updated - superseded,
                superseded,
                new HashSet<>(row.getList(4)));
    }

    private static Column isNew() {
        return col(DeltaTransaction.FILE).isNull().and(not(col(SUPERSEDED)));
    }

    Counts counts() {
        return counts;
    }

    /** How many files could hold one of the keys. */
    long filesScanned() {
        return candidates.size();
    }

    /** The files that hold a row to be replaced. */
    List<AddFile> filesHit() {
        return transaction.named(candidates, counts.filesHit());
    }

    /** What takes the place of {@link #filesHit()}: new and changed rows, and the rows beside them in those files. */
    Dataset<Row> merged() {
        Column[] columns = Fields.columns(spec.fields());
        Dataset<Row> fresh = compared.filter(isNew().or(col(CHANGED))).select(columns);
        if (counts.updated() == 0) {
            return fresh;
        }
        Column[] changedKeys = spec.keyFields().stream()
                .map(field -> field.col().as(TARGET + field.name()))
                .toArray(Column[]::new);
        return transaction
                .read(filesHit())
                .select(columns)
                .join(compared.filter(col(CHANGED)).select(changedKeys), hasKeyOfTarget(spec), "left_anti")
                .unionByName(fresh);
    }

    @Override
    public void close() {
        pinned.ifPresent(PinnedRows::close);
    }
}
