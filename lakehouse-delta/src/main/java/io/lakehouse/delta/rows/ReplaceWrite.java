package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.delta.flow.SourcePosition;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Replaces the rows that match a filter, unless they equal the rows to write. */
public final class ReplaceWrite {

    private static final String VERB = "replace in";

    private final TableLog table;
    private final RowFilter filter;
    private final List<Field<?>> ignored;
    private final Optional<Field<?>> group;
    private final Optional<SourcePosition> following;
    private final boolean casts;

    /**
     * Prepares to replace rows. If the table has a key, the key alone must determine whether a row matches the filter.
     *
     * @param ignored fields to ignore in the comparison: rows that differ only in these count as equal
     * @param group the field by whose values rows are compared and replaced separately; empty to replace all or none
     * @param following the position in the source that is recorded with the commit
     * @param casts whether to cast values that fit exactly
     */
    public ReplaceWrite(
            TableLog table,
            RowFilter filter,
            List<Field<?>> ignored,
            Optional<Field<?>> group,
            Optional<SourcePosition> following,
            boolean casts) {
        this.casts = casts;
        this.table = table;
        this.filter = filter;
        this.ignored = ignored;
        this.group = group;
        this.following = following;
    }

    /** The table with the columns of these rows. */
    public static TableLog evolved(TableLog table, RowFilter filter, Optional<Field<?>> group, Dataset<Row> rows) {
        List<Field<?>> fixed = new ArrayList<>();
        filter.terms().forEach(term -> fixed.add(term.field()));
        group.ifPresent(fixed::add);
        return Evolution.of(VERB, table, rows, List.of(), fixed);
    }

    public ReplaceResult execute(Dataset<Row> rows) {
        long start = System.nanoTime();
        ReplaceResult result =
                pinned(rows, source -> WriteRetries.run(VERB, table, attempt -> attempt(source, attempt, start)));
        table.report(
                "replace",
                result.rowsRemoved() + " rows where " + filter + " by " + result.rowsWritten(),
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    /** Plans what {@link #execute} would do now. */
    public WritePlan plan(Dataset<Row> rows) {
        return pinned(rows, source -> {
            DeltaTransaction transaction = table.begin();
            List<DataFile> candidates = candidates(transaction);
            Optional<LocalReplace> local = local(source, transaction, candidates);
            ReplacedRows present =
                    local.map(LocalReplace::present).orElseGet(() -> present(source, transaction, candidates));
            List<DataFile> touched = present.isSame() ? List.of() : present.files();
            transaction.requireMayRemove(VERB, table.name(), touched, present.rows());
            return new WritePlan(
                    table.name(),
                    transaction.snapshot().version(),
                    present.isSame()
                            ? 0
                            : local.map(LocalReplace::rowCount)
                                    .orElseGet(() -> incoming(source, present).rowCount()),
                    present.isSame() ? 0 : present.rows(),
                    touched.stream().map(DataFile::path).toList(),
                    keepsRowsOf(transaction, touched, present) ? DataFile.bytes(touched) : 0,
                    transaction.snapshot().reasonForDelta(),
                    transaction.schemaChange(),
                    present.isSame()
                            ? "the table already contains exactly these rows"
                            : touched.isEmpty() ? "no row matches " + filter : "rows in these files match " + filter);
        });
    }

    /** Checks and pins the rows, then runs an action on them. */
    private <T> T pinned(Dataset<Row> rows, Function<ReplaceSource, T> action) {
        SourceRows.Conforming conforming = SourceRows.conform(VERB, table, rows, casts);
        List<Field<?>> given = conforming.given();
        List<Field<?>> needed = new ArrayList<>();
        filter.terms().forEach(term -> needed.add(term.field()));
        group.ifPresent(needed::add);
        SourceRows.requireGiven(VERB, table, conforming, needed);
        try (PinnedRows pinned = SourceRows.pin(VERB, "replace", table, conforming, rows.sparkSession())) {
            return action.apply(table.inSession(
                    "replace", "check the source", () -> ReplaceSource.of(VERB, table, filter, pinned, given)));
        }
    }

    private ReplaceResult attempt(ReplaceSource source, int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        if (following
                .map(position -> position.isRecordedIn(transaction, table.name()))
                .orElse(false)) {
            return result(OptionalLong.empty(), 0, 0, 0, List.of(), List.of(), SchemaChange.NONE, attempt, start);
        }
        following.ifPresent(position -> RowErrors.requireMayFollow(VERB, table.name(), transaction.snapshot()));
        following.ifPresent(position -> position.recordIn(transaction));
        List<DataFile> candidates = candidates(transaction);
        Optional<LocalReplace> local = local(source, transaction, candidates);
        ReplacedRows present =
                local.map(LocalReplace::present).orElseGet(() -> present(source, transaction, candidates));
        if (present.isSame()) {
            OptionalLong version =
                    following.filter(SourcePosition::isRecordedAlone).isPresent()
                                    || !transaction.schemaChange().isEmpty()
                            ? OptionalLong.of(table.inSession(
                                    "replace", "record", () -> transaction.commit(List.of(), List.of(), operation())))
                            : OptionalLong.empty();
            return result(
                    version, 0, source.rowCount(), 0, List.of(), List.of(), transaction.schemaChange(), attempt, start);
        }
        List<DataFile> removed = present.files();
        transaction.requireMayRemove(VERB, table.name(), removed, present.rows());
        StoredRows.requireNothingLost(table, transaction, filter, removed, isReplaced(present));
        if (transaction.snapshot().reasonForDelta().isPresent()) {
            return delegated(transaction, source, present, attempt, start);
        }
        Written written =
                local.flatMap(this::written).orElseGet(() -> written(source, transaction, candidates, present));
        long version =
                table.inSession("replace", "commit", () -> transaction.commit(removed, written.files(), operation()));
        return result(
                OptionalLong.of(version),
                written.rows(),
                source.rowCount() - written.rows(),
                present.rows(),
                written.files(),
                removed,
                transaction.schemaChange(),
                attempt,
                start);
    }

    /**
     * New files.
     *
     * @param rows the number of source rows in them
     */
    private record Written(List<DataFile> files, long rows) {}

    private Optional<Written> written(LocalReplace local) {
        return table.inSession("replace", "write", local::write).map(files -> new Written(files, local.rowCount()));
    }

    private Written written(
            ReplaceSource source, DeltaTransaction transaction, List<DataFile> candidates, ReplacedRows present) {
        ReplaceSource incoming = incoming(source, present);
        boolean keepsRows = keepsRowsOf(transaction, present.files(), present);
        RowImages images = RowImages.of(transaction, source.given(), keepsRows);
        Dataset<Row> fresh = images.inserted(incoming.rows());
        Dataset<Row> rows = keepsRows
                ? fresh.unionByName(images.without(transaction.read(present.files()), isReplaced(present)))
                : fresh;
        ArrangedRows arranged = isSmall(source, candidates)
                ? FileLayout.arrangeByOneTask(rows, table.spec())
                : FileLayout.arrange(rows, table.spec(), DataFile.bytes(present.files()));
        return new Written(table.inSession("replace", "write", () -> transaction.write(arranged)), incoming.rowCount());
    }

    private ReplaceResult delegated(
            DeltaTransaction transaction, ReplaceSource source, ReplacedRows present, int attempt, long start) {
        // All groups: the command may see a later version, in which others have changed, too.
        DeltaCommands.Committed done = table.inSession(
                "replace",
                "write",
                () -> DeltaCommands.after(table, transaction.snapshot())
                        .replace(Scope.of(filter).toColumn(), source.rows()));
        return new ReplaceResult(
                done.version(),
                source.rowCount(),
                0,
                present.rows(),
                done.metric("numFiles"),
                done.metric("numRemovedFiles"),
                done.metric("numOutputBytes"),
                transaction.snapshot().reasonForDelta(),
                SchemaChange.NONE,
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Whether the work is small enough for one task. */
    private boolean isSmall(ReplaceSource source, List<DataFile> candidates) {
        return SmallBatch.isSmall(source.pinned(), candidates, Scope.of(filter).partitionCount(table.spec()));
    }

    private List<DataFile> candidates(DeltaTransaction transaction) {
        return table.inSession("replace", "find files", () -> Scope.of(filter).filesOf(transaction));
    }

    /** Whether the files can contain rows that are not replaced. */
    private boolean keepsRowsOf(DeltaTransaction transaction, List<DataFile> files, ReplacedRows present) {
        return !files.isEmpty()
                && (present.changedGroups().isPresent()
                        || !Scope.matchesWholeFiles(filter, table.spec(), transaction.snapshot()));
    }

    private Column isReplaced(ReplacedRows present) {
        Column isMatched = coalesce(Scope.of(filter).toColumn(), lit(false));
        return present.isInChangedGroup().map(isMatched::and).orElse(isMatched);
    }

    /** The source rows to write: those of changed groups, or all of them. */
    private ReplaceSource incoming(ReplaceSource source, ReplacedRows present) {
        return present.isInChangedGroup()
                .map(source.rows()::filter)
                .map(rows -> source.withRows(rows, table.inSession("replace", "count what is new", rows::count)))
                .orElse(source);
    }

    /** Compares in memory, if that is possible. */
    private Optional<LocalReplace> local(
            ReplaceSource source, DeltaTransaction transaction, List<DataFile> candidates) {
        if (!isSmall(source, candidates) || !transaction.snapshot().allowsLocalWork()) {
            return Optional.empty();
        }
        return source.pinned()
                .local()
                .flatMap(rows -> table.inSession(
                        "replace",
                        "find changes",
                        () -> LocalReplace.of(table, search(), rows, source.given(), transaction, candidates)));
    }

    private ReplacedRows.Search search() {
        return new ReplacedRows.Search(filter, ignored, group);
    }

    private ReplacedRows present(ReplaceSource source, DeltaTransaction transaction, List<DataFile> candidates) {
        return table.inSession(
                "replace",
                "find changes",
                () -> search().find(
                                source.rows(),
                                source.given(),
                                source.rowCount(),
                                transaction,
                                candidates,
                                isSmall(source, candidates)));
    }

    private CommitOperation operation() {
        return CommitOperation.replaceWhere(Fields.names(table.spec().partitionFields()), filter.toString());
    }

    private static ReplaceResult result(
            OptionalLong version,
            long rowsWritten,
            long rowsUnchanged,
            long rowsRemoved,
            List<DataFile> added,
            List<DataFile> removed,
            SchemaChange schemaChange,
            int attempt,
            long start) {
        return new ReplaceResult(
                version,
                rowsWritten,
                rowsUnchanged,
                rowsRemoved,
                added.size(),
                removed.size(),
                DataFile.bytes(added),
                Optional.empty(),
                schemaChange,
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
