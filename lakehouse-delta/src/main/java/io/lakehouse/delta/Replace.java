package io.lakehouse.delta;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.DataType;
import scala.Option;

/**
 * Replaces the rows that a filter matches (a partition, a batch) by others that it matches, in one atomic commit. If the
 * table holds exactly those rows already there is no commit, so a rerun changes nothing. Rows beside the matched ones in
 * the same files are kept.
 *
 * <p>Immutable: each setting returns a new replace.
 */
public final class Replace {

    private static final String VERB = "replace in";
    private static final String WEIGHT = "__weight";

    private final LakehouseTable table;
    private final RowFilter filter;
    private final List<Field<?>> ignored;
    private final Optional<Field<?>> unit;
    private final Optional<TableChanges> following;

    Replace(LakehouseTable table, RowFilter filter) {
        this(table, filter, List.of(), Optional.empty(), Optional.empty());
        TableSpec spec = table.spec();
        if (spec.isKeyed() && !filter.terms().stream().allMatch(term -> spec.isImpliedByKey(term.field()))) {
            throw DeltaErrors.replaceBesideKey(spec, filter);
        }
        filter.terms().forEach(term -> {
            table.known(term.field());
            if (term instanceof RowFilter.In in
                    && table.spec().partitionFields().contains(in.field())) {
                PartitionValues.requireStorable(table.name(), in.field(), in.values());
            }
        });
    }

    private Replace(
            LakehouseTable table,
            RowFilter filter,
            List<Field<?>> ignored,
            Optional<Field<?>> unit,
            Optional<TableChanges> following) {
        this.table = table;
        this.filter = filter;
        this.ignored = ignored;
        this.unit = unit;
        this.following = following;
    }

    /** Rows that differ from the table's in these fields only count as the same. */
    public Replace ignoringChangesIn(Field<?>... fields) {
        return new Replace(table, filter, table.known(fields), unit, following);
    }

    /**
     * Compares the rows of each value of a required field by themselves: those of a value of which the table holds
     * exactly these rows already, a batch that came before, stay as they are while others are replaced.
     */
    public Replace eachBy(Field<?> field) {
        table.known(field);
        if (!field.isRequired()) {
            throw DeltaErrors.optionalUnit(table.name(), field);
        }
        return new Replace(table, filter, ignored, Optional.of(field), following);
    }

    /** Records in the same commit that the table has followed these changes; once recorded, nothing is done. */
    public Replace following(TableChanges changes) {
        return new Replace(table, filter, ignored, unit, Optional.of(changes));
    }

    /**
     * Replaces the matched rows by these. Fields that the spec derives need not be there. No rows at all is a deletion.
     *
     * @throws SchemaMismatchException if the rows lack a column, have one too many or of another type
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule of the spec
     * @throws InvalidKeyException if the table has a key, and rows share one
     * @throws RowsOutsideFilterException if the filter does not match all rows
     * @throws AppendOnlyException if the table is append-only, and rows of it would go
     * @throws ConcurrentWriteException if other writers keep winning
     */
    public ReplaceResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        ReplaceResult result = pinned(
                rows, source -> WriteRetries.run(VERB, table.name(), attempt -> attempt(source, attempt, start)));
        table.report(
                "replace",
                result.rowsRemoved() + " rows where " + filter + " by " + result.rowsWritten(),
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    /**
     * What {@link #execute} would do with these rows now. Changes nothing.
     *
     * @throws SchemaMismatchException as {@link #execute} does, and so for the other errors in rows
     */
    public WritePlan plan(Dataset<Row> rows) {
        return pinned(rows, source -> {
            DeltaTransaction transaction = table.begin();
            List<AddFile> candidates = candidates(transaction);
            Present present = present(source, transaction, candidates);
            List<AddFile> hit = present.isSame() ? List.of() : transaction.named(candidates, present.files());
            transaction.requireMayRemove(VERB, table.name(), hit, present.rows());
            return new WritePlan(
                    table.name(),
                    transaction.snapshot().version(),
                    present.isSame() ? 0 : incoming(source, present).rowCount(),
                    present.isSame() ? 0 : present.rows(),
                    hit.stream().map(AddFile::path).toList(),
                    keepsRowsOf(hit, present) ? DeltaTransaction.bytes(hit) : 0,
                    present.isSame()
                            ? "the table holds exactly these rows already"
                            : hit.isEmpty() ? "no row matches " + filter : "rows in these files match " + filter);
        });
    }

    /** The checked rows to write. */
    private record Source(PinnedRows pinned, Dataset<Row> rows, long rowCount) {

        /** Some of them. */
        Source withRows(Dataset<Row> rows, long rowCount) {
            return new Source(pinned, rows, rowCount);
        }
    }

    /** Does something with the checked rows, which stay as they are meanwhile. */
    private <T> T pinned(Dataset<Row> rows, Function<Source, T> action) {
        Dataset<Row> conforming = SourceRows.conform(VERB, table, rows);
        try (PinnedRows pinned =
                table.inSession("replace", "check the source", () -> PinnedRows.of(conforming, rows.sparkSession()))) {
            long rowCount = table.inSession("replace", "check the source", () -> checkedCount(pinned.rows()));
            return action.apply(new Source(pinned, pinned.rows(), rowCount));
        }
    }

    private long checkedCount(Dataset<Row> pinned) {
        Column isInside = coalesce(Scope.of(filter).toColumn(), lit(false));
        List<Column> aggregates = new ArrayList<>(RowChecks.counts(table.spec()));
        aggregates.add(0, count(when(not(isInside), lit(1))));
        Row counts =
                pinned.agg(count(lit(1)), aggregates.toArray(Column[]::new)).first();
        RowChecks.require(VERB, table.spec(), counts, 2);
        if (counts.getLong(1) > 0) {
            throw DeltaErrors.rowsOutsideFilter(table.name(), filter, counts.getLong(1));
        }
        if (table.spec().isKeyed()) {
            Optional<InvalidKeyException> duplicates = UpsertSource.duplicates(VERB, pinned, table.spec(), "");
            if (duplicates.isPresent()) {
                throw duplicates.get();
            }
        }
        return counts.getLong(0);
    }

    private ReplaceResult attempt(Source source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (following
                .map(changes -> changes.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(OptionalLong.empty(), 0, 0, 0, List.of(), List.of(), attempt, start);
        }
        following.ifPresent(changes -> changes.recordIn(transaction));
        List<AddFile> candidates = candidates(transaction);
        Present present = present(source, transaction, candidates);
        if (present.isSame()) {
            OptionalLong version = following.isPresent()
                    ? OptionalLong.of(table.inSession(
                            "replace",
                            "record the position",
                            () -> transaction.commit(List.of(), List.of(), operation())))
                    : OptionalLong.empty();
            return result(version, 0, source.rowCount(), 0, List.of(), List.of(), attempt, start);
        }
        List<AddFile> removed = transaction.named(candidates, present.files());
        transaction.requireMayRemove(VERB, table.name(), removed, present.rows());
        Source incoming = incoming(source, present);
        Dataset<Row> written = keepsRowsOf(removed, present)
                ? incoming.rows().unionByName(transaction.read(removed).filter(not(isReplaced(present))))
                : incoming.rows();
        ArrangedRows arranged = isLittle(source, candidates)
                ? FileLayout.arrangeByOneTask(written, table.spec())
                : FileLayout.arrange(written, table.spec(), DeltaTransaction.bytes(removed));
        List<AddFile> added = table.inSession("replace", "write", () -> transaction.write(arranged));
        long version = table.inSession("replace", "commit", () -> transaction.commit(removed, added, operation()));
        return result(
                OptionalLong.of(version),
                incoming.rowCount(),
                source.rowCount() - incoming.rowCount(),
                present.rows(),
                added,
                removed,
                attempt,
                start);
    }

    /** Whether one task should do what there is to do. */
    private boolean isLittle(Source source, List<AddFile> candidates) {
        return source.pinned().isLittleWith(candidates, Scope.of(filter).partitionCount(table.spec()));
    }

    private List<AddFile> candidates(DeltaTransaction transaction) {
        return table.inSession("replace", "find files", () -> transaction.filesIn(Scope.of(filter)));
    }

    /** Whether the files can hold rows that are not replaced. */
    private boolean keepsRowsOf(List<AddFile> files, Present present) {
        return !files.isEmpty()
                && (present.changedUnits().isPresent()
                        || !filter.isOnlyOn(table.spec().partitionFields()));
    }

    private Column isReplaced(Present present) {
        Column isMatched = coalesce(Scope.of(filter).toColumn(), lit(false));
        return isOfChangedUnit(present).map(isMatched::and).orElse(isMatched);
    }

    private Optional<Column> isOfChangedUnit(Present present) {
        return present.changedUnits().map(this::isOfUnit);
    }

    /** What of the source is not in the table already. */
    private Source incoming(Source source, Present present) {
        return isOfChangedUnit(present)
                .map(source.rows()::filter)
                .map(rows -> source.withRows(rows, table.inSession("replace", "count what is new", rows::count)))
                .orElse(source);
    }

    private Present present(Source source, DeltaTransaction transaction, List<AddFile> candidates) {
        return table.inSession("replace", "find changes", () -> found(source, transaction, candidates));
    }

    /**
     * What is to be replaced: how many rows, in which files, whether they are the very rows to write, and if units are
     * compared by themselves, those that differ.
     */
    private record Present(long rows, Set<Long> files, boolean isSame, Optional<List<Literal>> changedUnits) {}

    private Present found(Source source, DeltaTransaction transaction, List<AddFile> candidates) {
        if (candidates.isEmpty()) {
            return new Present(0, Set.of(), source.rowCount() == 0, Optional.empty());
        }
        Dataset<Row> matching =
                transaction.readWithFiles(candidates).filter(Scope.of(filter).toColumn());
        Dataset<Row> different = different(source.rows(), matching, isLittle(source, candidates));
        Optional<List<Literal>> changedUnits = unit.map(
                field -> InternalRows.collect(different.select(field.col()).distinct()).stream()
                        .map(row -> unitOf(field, row))
                        .toList());
        boolean isSame = changedUnits.map(List::isEmpty).orElseGet(different::isEmpty);
        if (isSame) {
            return new Present(0, Set.of(), true, changedUnits);
        }
        // Read again, not kept: a file does not change, and this reads next to no columns of it.
        Row found = changedUnits
                .map(changed -> matching.filter(isOfUnit(changed)))
                .orElse(matching)
                .agg(count(lit(1)), collect_set(col(DeltaTransaction.FILE)))
                .first();
        return new Present(found.getLong(0), new HashSet<>(found.getList(1)), false, changedUnits);
    }

    private Column isOfUnit(List<Literal> units) {
        return Literals.isIn(unit.orElseThrow().col(), units);
    }

    private static Literal unitOf(Field<?> field, InternalRow row) {
        DataType type = field.type().sparkType();
        return Literals.of(row.get(0, type), type);
    }

    /** The rows that are not as often in one as in the other. */
    private Dataset<Row> different(Dataset<Row> pinned, Dataset<Row> matching, boolean isLittle) {
        List<Field<?>> fields = table.spec().fields().stream()
                .filter(field -> !ignored.contains(field))
                .toList();
        Column[] compared = fields.stream()
                .map(field -> ComparableValues.of(field.col(), field.type().sparkType())
                        .as(field.name()))
                .toArray(Column[]::new);
        Dataset<Row> both = pinned.select(compared)
                .withColumn(WEIGHT, lit(1))
                .unionByName(matching.select(compared).withColumn(WEIGHT, lit(-1)));
        return (isLittle ? OneTask.of(both) : both)
                .groupBy(Fields.columns(fields))
                .agg(abs(sum(col(WEIGHT))).as(WEIGHT))
                .filter(col(WEIGHT).gt(0));
    }

    private DeltaOperations.Operation operation() {
        List<String> partitions = Fields.names(table.spec().partitionFields());
        return new DeltaOperations.Write(
                SaveMode.Overwrite,
                partitions.isEmpty() ? Option.empty() : Option.apply(ScalaLists.seq(partitions)),
                Option.apply(filter.toString()),
                Option.empty());
    }

    private static ReplaceResult result(
            OptionalLong version,
            long rowsWritten,
            long rowsUnchanged,
            long rowsRemoved,
            List<AddFile> added,
            List<AddFile> removed,
            int attempt,
            long start) {
        return new ReplaceResult(
                version,
                rowsWritten,
                rowsUnchanged,
                rowsRemoved,
                added.size(),
                removed.size(),
                DeltaTransaction.bytes(added),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
