package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.result.DeleteResult;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.WritePlan;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.delta.log.CommitOperation;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.WriteRetries;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Deletes the rows that match a filter. Reads no data if partition values alone determine them. */
public final class DeleteWrite {

    private static final String VERB = "delete from";

    private final TableLog table;
    private final RowFilter filter;

    public DeleteWrite(TableLog table, RowFilter filter) {
        this.table = table;
        this.filter = filter;
    }

    /**
     * The rows to delete and the files that contain them.
     *
     * @param coversFiles whether every row of these files matches
     */
    private record Matches(long rows, List<DataFile> files, boolean coversFiles) {}

    /** Plans what {@link #execute()} would do now. Changes nothing. */
    public WritePlan plan() {
        DeltaTransaction transaction = table.begin();
        Matches matches = find(transaction);
        transaction.requireMayRemove(VERB, table.name(), matches.files(), matches.rows());
        return new WritePlan(
                table.name(),
                transaction.snapshot().version(),
                0,
                matches.rows(),
                matches.files().stream().map(DataFile::path).toList(),
                matches.coversFiles() ? 0 : DataFile.bytes(matches.files()),
                transaction.snapshot().reasonForDelta(),
                SchemaChange.NONE,
                matches.files().isEmpty()
                        ? "no row matches " + filter
                        : matches.coversFiles()
                                ? "every row of these files matches " + filter
                                : "rows in these files match " + filter);
    }

    public DeleteResult execute() {
        long start = System.nanoTime();
        DeleteResult result = WriteRetries.run(VERB, table, attempt -> attempt(attempt, start));
        table.report(
                "delete",
                result.rowsDeleted() + " rows where " + filter,
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesAdded(),
                result.elapsed());
        return result;
    }

    private DeleteResult attempt(int attempt, long start) {
        DeltaTransaction transaction = table.begin();
        Matches matches = find(transaction);
        if (matches.files().isEmpty()) {
            return result(OptionalLong.empty(), matches, List.of(), attempt, start);
        }
        transaction.requireMayRemove(VERB, table.name(), matches.files(), matches.rows());
        if (transaction.snapshot().reasonForDelta().isPresent()) {
            return delegated(transaction, attempt, start);
        }
        List<DataFile> added = matches.coversFiles()
                ? List.of()
                : table.inSession("delete", "write", () -> {
                    Dataset<Row> kept = RowImages.of(transaction, List.of(), true)
                            .without(transaction.read(matches.files()), coalesce(isMatched(), lit(false)));
                    return transaction.write(
                            SmallBatch.isSmall(
                                            table.verbSession(),
                                            matches.files(),
                                            OptionalLong.of(matches.files().size()))
                                    ? FileLayout.arrangeByOneTask(kept, table.spec())
                                    : FileLayout.arrange(kept, table.spec(), DataFile.bytes(matches.files())));
                });
        transaction.recordMetrics(Map.of(
                "numDeletedRows", matches.rows(),
                "numRemovedFiles", (long) matches.files().size(),
                "numRemovedBytes", DataFile.bytes(matches.files()),
                "numAddedFiles", (long) added.size(),
                "numAddedBytes", DataFile.bytes(added)));
        long version = table.inSession(
                "delete",
                "commit",
                () -> transaction.commit(matches.files(), added, CommitOperation.delete(filter.toColumn())));
        return result(OptionalLong.of(version), matches, added, attempt, start);
    }

    private DeleteResult delegated(DeltaTransaction transaction, int attempt, long start) {
        DeltaCommands.Committed done = table.inSession(
                "delete",
                "write",
                () -> DeltaCommands.after(table, transaction.snapshot()).delete(isMatched()));
        return new DeleteResult(
                done.version(),
                done.metric("numDeletedRows"),
                done.metric("numAddedFiles"),
                done.metric("numRemovedFiles"),
                done.metric("numAddedBytes"),
                transaction.snapshot().reasonForDelta(),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private Column isMatched() {
        return Scope.of(filter).toColumn();
    }

    private Matches find(DeltaTransaction transaction) {
        List<DataFile> candidates =
                table.inSession("delete", "find files", () -> Scope.of(filter).filesOf(transaction));
        boolean coversFiles = Scope.matchesWholeFiles(filter, table.spec(), transaction.snapshot());
        boolean isCounted = candidates.stream().allMatch(file -> file.rows().isPresent());
        if (candidates.isEmpty() || (coversFiles && isCounted)) {
            long rows = candidates.stream()
                    .mapToLong(file -> file.rows().orElseThrow())
                    .sum();
            return new Matches(rows, candidates, coversFiles);
        }
        return table.inSession("delete", "find rows", () -> {
            Row found = transaction
                    .readWithFiles(candidates)
                    .filter(isMatched())
                    .agg(count(lit(1)), collect_set(col(FileColumn.NAME)))
                    .first();
            Set<Long> files = new HashSet<>(found.getList(1));
            return new Matches(
                    found.getLong(0), coversFiles ? candidates : transaction.named(candidates, files), coversFiles);
        });
    }

    private static DeleteResult result(
            OptionalLong version, Matches matches, List<DataFile> added, int attempt, long start) {
        return new DeleteResult(
                version,
                matches.rows(),
                added.size(),
                matches.files().size(),
                DataFile.bytes(added),
                Optional.empty(),
                attempt,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
