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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/**
 * Inserts rows whose key is new and updates those whose key is there with other values; rows that the table holds
 * already are left out, and if nothing is left there is no commit. Only files that can hold one of the keys are read,
 * only files that hold a changed row are rewritten.
 *
 * <p>Same rows as a full {@code MERGE}, always. Immutable: each setting returns a new upsert.
 */
public final class Upsert {

    private static final String TARGET = "__target_";
    private static final String CHANGED = "__changed";
    private static final String OLDER = "__older";

    private final LakehouseTable table;
    private final List<Field<?>> latestBy;
    private final List<Field<?>> ignored;
    private final Optional<TableChanges> following;

    Upsert(LakehouseTable table) {
        this(table, List.of(), List.of(), Optional.empty());
        if (!table.spec().isKeyed()) {
            throw DeltaErrors.noKey(table.name());
        }
    }

    private Upsert(
            LakehouseTable table, List<Field<?>> latestBy, List<Field<?>> ignored, Optional<TableChanges> following) {
        this.table = table;
        this.latestBy = latestBy;
        this.ignored = ignored;
        this.following = following;
    }

    /**
     * Of source rows that share a key, takes the one greatest by these fields; ties are broken by all other fields.
     * Without it such rows are an error. A source row that is less by these fields than the table's row of its key does
     * not replace it, so that batches may come in any order.
     */
    public Upsert latestBy(Field<?>... fields) {
        return new Upsert(table, table.known(fields), ignored, following);
    }

    /**
     * A row that differs from the table's in these fields only counts as unchanged: the table keeps the values it has,
     * by which {@link #latestBy} then compares.
     */
    public Upsert ignoringChangesIn(Field<?>... fields) {
        return new Upsert(table, latestBy, table.known(fields), following);
    }

    /** Records in the same commit that the table has followed these changes; once recorded, nothing is done. */
    public Upsert following(TableChanges changes) {
        return new Upsert(table, latestBy, ignored, Optional.of(changes));
    }

    /**
     * Upserts the rows. Fields that the spec derives need not be there.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if a key is NULL, or if rows share a key and there is no {@link #latestBy}
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public UpsertResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        Dataset<Row> pinned =
                SourceRows.conform("upsert into", table.spec(), rows).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            UpsertSource source =
                    table.inSession("upsert: check source of", () -> UpsertSource.of(pinned, table.spec(), latestBy));
            return WriteRetries.run("upsert into", table.name(), attempt -> attempt(source, attempt, start));
        } finally {
            pinned.unpersist();
        }
    }

    private UpsertResult attempt(UpsertSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (following.map(changes -> changes.isRecordedIn(transaction)).orElse(false)) {
            return result(OptionalLong.empty(), Counts.none(source), List.of(), List.of(), attempt, start);
        }
        following.ifPresent(changes -> changes.recordIn(transaction));
        if (source.rowCount() == 0) {
            return unchanged(transaction, Counts.none(source), attempt, start);
        }
        List<AddFile> candidates = table.inSession("upsert: find files of", () -> transaction.filesIn(source.scope()));
        Dataset<Row> compared = compare(source, transaction, candidates).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Counts counts = table.inSession("upsert: find changes in", () -> Counts.of(compared, source));
            if (counts.matchedOrNew() > source.rowCount() + source.superseded()) {
                throw DeltaErrors.duplicateKeysInTable(table.spec());
            }
            if (counts.isUnchanged()) {
                return unchanged(transaction, counts, attempt, start);
            }
            List<AddFile> removed = transaction.named(candidates, counts.filesHit());
            Dataset<Row> written = merged(compared, transaction.read(removed), counts);
            List<AddFile> added = table.inSession(
                    "upsert: write",
                    () -> transaction.write(
                            FileLayout.arrange(written, table.spec(), DeltaTransaction.bytes(removed))));
            transaction.recordMetrics(metrics(counts, source, removed, added));
            long version = table.inSession("upsert: commit", () -> transaction.commit(removed, added, operation()));
            return result(OptionalLong.of(version), counts, added, removed, attempt, start);
        } finally {
            compared.unpersist();
        }
    }

    /** No data to commit; a position to record still is. */
    private UpsertResult unchanged(DeltaTransaction transaction, Counts counts, int attempt, long start) {
        OptionalLong version = following.isPresent()
                ? OptionalLong.of(table.inSession(
                        "upsert: record position of", () -> transaction.commit(List.of(), List.of(), operation())))
                : OptionalLong.empty();
        return result(version, counts, List.of(), List.of(), attempt, start);
    }

    /** The source rows, each with the file of its match ({@code FILE}, NULL if it is new) and whether it differs. */
    private Dataset<Row> compare(UpsertSource source, DeltaTransaction transaction, List<AddFile> candidates) {
        TableSpec spec = table.spec();
        if (candidates.isEmpty()) {
            return source.rows()
                    .withColumn(DeltaTransaction.FILE, lit(null).cast("string"))
                    .withColumn(CHANGED, lit(false))
                    .withColumn(OLDER, lit(false));
        }
        List<Column> targetColumns = new ArrayList<>();
        spec.fields().forEach(field -> targetColumns.add(field.col().as(TARGET + field.name())));
        targetColumns.add(col(DeltaTransaction.FILE));
        Dataset<Row> target = transaction
                .readWithFiles(candidates)
                .filter(source.scope().toColumn())
                .select(targetColumns.toArray(Column[]::new));
        Column sameKey = spec.keyFields().stream()
                .map(field -> field.col().equalTo(col(TARGET + field.name())))
                .reduce(Column::and)
                .orElseThrow();
        Column differs = spec.fields().stream()
                .filter(field -> !spec.isImpliedByKey(field) && !ignored.contains(field))
                .map(field -> field.col().eqNullSafe(col(TARGET + field.name())))
                .map(equal -> not(equal))
                .reduce(Column::or)
                .orElse(lit(false));
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(spec.fields())));
        columns.add(col(DeltaTransaction.FILE));
        Column isOther = col(DeltaTransaction.FILE).isNotNull().and(differs);
        Column isOlder = latestBy.isEmpty() ? lit(false) : latestOf(TARGET).gt(latestOf(""));
        columns.add(isOther.and(not(isOlder)).as(CHANGED));
        columns.add(isOther.and(isOlder).as(OLDER));
        return source.rows().join(target, sameKey, "left_outer").select(columns.toArray(Column[]::new));
    }

    /** The order of a row, NULL least; columns have this prefix. */
    private Column latestOf(String prefix) {
        return struct(latestBy.stream()
                .map(field -> col(prefix + field.name()).as(field.name()))
                .toArray(Column[]::new));
    }

    /** What the written files hold: new and changed rows, and the rows beside them in the files that are replaced. */
    private Dataset<Row> merged(Dataset<Row> compared, Dataset<Row> replaced, Counts counts) {
        Column[] columns = Fields.columns(table.spec().fields());
        Dataset<Row> fresh = compared.filter(isNew().or(col(CHANGED))).select(columns);
        if (counts.updated() == 0) {
            return fresh;
        }
        Dataset<Row> changedKeys = compared.filter(col(CHANGED)).select(keyAliases());
        Column sameKey = table.spec().keyFields().stream()
                .map(field -> field.col().equalTo(col(TARGET + field.name())))
                .reduce(Column::and)
                .orElseThrow();
        return replaced.select(columns).join(changedKeys, sameKey, "left_anti").unionByName(fresh);
    }

    private Column[] keyAliases() {
        return table.spec().keyFields().stream()
                .map(field -> field.col().as(TARGET + field.name()))
                .toArray(Column[]::new);
    }

    private static Column isNew() {
        return col(DeltaTransaction.FILE).isNull();
    }

    /** How the source rows compare with the table. */
    private record Counts(long inserted, long updated, long unchanged, long superseded, Set<String> filesHit) {

        static Counts none(UpsertSource source) {
            return new Counts(0, 0, source.rowCount(), source.superseded(), Set.of());
        }

        static Counts of(Dataset<Row> compared, UpsertSource source) {
            Row row = compared.agg(
                            count(lit(1)),
                            count(when(isNew(), lit(1))),
                            count(when(col(CHANGED), lit(1))),
                            count(when(col(OLDER), lit(1))),
                            collect_set(when(col(CHANGED), col(DeltaTransaction.FILE))))
                    .first();
            long inserted = row.getLong(1);
            long updated = row.getLong(2);
            return new Counts(
                    inserted,
                    updated,
                    row.getLong(0) - inserted - updated - row.getLong(3),
                    source.superseded() + row.getLong(3),
                    new HashSet<>(row.getList(4)));
        }

        long matchedOrNew() {
            return inserted + updated + unchanged + superseded;
        }

        boolean isUnchanged() {
            return inserted == 0 && updated == 0;
        }
    }

    private static Map<String, Long> metrics(
            Counts counts, UpsertSource source, List<AddFile> removed, List<AddFile> added) {
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("numSourceRows", source.rowCount() + source.superseded());
        metrics.put("numTargetRowsInserted", counts.inserted());
        metrics.put("numTargetRowsUpdated", counts.updated());
        metrics.put("numTargetFilesAdded", (long) added.size());
        metrics.put("numTargetFilesRemoved", (long) removed.size());
        metrics.put("numTargetBytesAdded", DeltaTransaction.bytes(added));
        metrics.put("numTargetBytesRemoved", DeltaTransaction.bytes(removed));
        return metrics;
    }

    private static DeltaOperations.Operation operation() {
        return new DeltaOperations.Merge(
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of()),
                ScalaLists.seq(List.of()));
    }

    private static UpsertResult result(
            OptionalLong version, Counts counts, List<AddFile> added, List<AddFile> removed, int attempt, long start) {
        return new UpsertResult(
                version,
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.superseded(),
                added.size(),
                removed.size(),
                DeltaTransaction.bytes(added),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
