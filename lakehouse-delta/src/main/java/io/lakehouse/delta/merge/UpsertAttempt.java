package io.lakehouse.delta.merge;

import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One attempt of an upsert, and its result.
 *
 * @param refused the number of source rows that were passed on
 * @param number 1 for the first attempt
 * @param start when the verb began, by {@link System#nanoTime}
 */
record UpsertAttempt(long refused, int number, long start) {

    /** The same attempt, after more rows were passed on. */
    UpsertAttempt without(long more) {
        return new UpsertAttempt(refused + more, number, start);
    }

    /** The result when there is nothing to compare, or nothing to do. */
    UpsertResult nothing() {
        return result(OptionalLong.empty(), UpsertCounts.NONE, 0, List.of(), List.of(), SchemaChange.NONE);
    }

    UpsertResult result(
            OptionalLong version,
            UpsertCounts counts,
            long filesScanned,
            List<DataFile> added,
            List<DataFile> removed,
            SchemaChange schemaChange) {
        return new UpsertResult(
                version,
                counts.inserted(),
                counts.updated(),
                counts.deleted() + counts.others(),
                counts.unchanged(),
                counts.superseded(),
                refused,
                filesScanned,
                added.size(),
                removed.size(),
                DataFile.bytes(added),
                Optional.empty(),
                schemaChange,
                number,
                elapsed());
    }

    /**
     * The result of a merge by Delta. Its counts are those of the merge itself, because another writer may have changed
     * the table since the comparison.
     *
     * @param isMarking whether rows are marked as deleted rather than removed
     */
    UpsertResult delegated(
            DeltaCommands.Committed done, UpsertComparison comparison, boolean isMarking, Optional<String> reason) {
        UpsertCounts counts = comparison.counts();
        long removed = counts.deleted() + counts.others();
        long inserted = done.metric("numTargetRowsInserted");
        long updated = done.metric("numTargetRowsUpdated") - (isMarking ? removed : 0);
        long deleted = isMarking ? removed : done.metric("numTargetRowsDeleted");
        long compared = counts.inserted() + counts.updated() + removed + counts.unchanged();
        return new UpsertResult(
                done.version(),
                inserted,
                updated,
                deleted,
                Math.max(0, compared - inserted - updated - deleted),
                counts.superseded(),
                refused,
                comparison.latest().filesScanned(),
                done.metric("numTargetFilesAdded"),
                done.metric("numTargetFilesRemoved"),
                done.metric("numTargetBytesAdded"),
                reason,
                SchemaChange.NONE,
                number,
                elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
