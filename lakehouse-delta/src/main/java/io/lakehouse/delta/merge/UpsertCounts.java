package io.lakehouse.delta.merge;

import io.lakehouse.delta.log.DataFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The source rows of an upsert by outcome. The counts of source rows add up to their number.
 *
 * @param others target rows to delete because the source does not have their key
 * @param inScope target rows that are in the scope of these
 * @param absent source rows, counted as unchanged, that delete a key that the table does not have
 * @param touchedFiles the files with a row that changes or goes
 */
record UpsertCounts(
        long inserted,
        long updated,
        long deleted,
        long unchanged,
        long superseded,
        long others,
        long inScope,
        long absent,
        Set<Long> touchedFiles) {

    static final UpsertCounts NONE = new UpsertCounts(0, 0, 0, 0, 0, 0, 0, 0, Set.of());

    /** The counts when every key is new. */
    static UpsertCounts ofNew(KeyedSource source) {
        return new UpsertCounts(source.keyCount(), 0, 0, 0, source.rowCount() - source.keyCount(), 0, 0, 0, Set.of());
    }

    /**
     * Counts the keys by state.
     *
     * @param keys the number of keys in each state; if {@code areMatched}, only of those that the table has, too
     */
    static UpsertCounts of(
            KeyedSource source, Map<KeyState, Long> keys, boolean areMatched, long inScope, Set<Long> touchedFiles) {
        long same = keys.getOrDefault(KeyState.SAME, 0L);
        long updated = keys.getOrDefault(KeyState.UPDATED, 0L);
        long deleted = keys.getOrDefault(KeyState.REMOVED, 0L) + keys.getOrDefault(KeyState.MARKED, 0L);
        long absent = keys.getOrDefault(KeyState.ABSENT, 0L);
        long inserted = areMatched
                ? source.keyCount() - same - updated - keys.getOrDefault(KeyState.SUPERSEDED, 0L)
                : keys.getOrDefault(KeyState.NEW, 0L);
        return new UpsertCounts(
                inserted,
                updated,
                deleted,
                same + absent,
                source.rowCount() - inserted - updated - deleted - same - absent,
                keys.getOrDefault(KeyState.OTHER, 0L),
                inScope,
                absent,
                touchedFiles);
    }

    /** The rows of the table that change or go. */
    long changed() {
        return updated + deleted + others;
    }

    boolean isUnchanged() {
        return inserted == 0 && changed() == 0;
    }

    /** The metrics that the history of the table shows of an upsert, by their names there. */
    Map<String, Long> metrics(long sourceRows, List<DataFile> removed, List<DataFile> added) {
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("numSourceRows", sourceRows);
        metrics.put("numTargetRowsInserted", inserted);
        metrics.put("numTargetRowsUpdated", updated);
        metrics.put("numTargetRowsDeleted", deleted + others);
        if (added.stream().allMatch(file -> file.rows().isPresent())) {
            metrics.put(
                    "numOutputRows",
                    added.stream().mapToLong(file -> file.rows().orElseThrow()).sum());
        }
        metrics.put("numTargetFilesAdded", (long) added.size());
        metrics.put("numTargetFilesRemoved", (long) removed.size());
        metrics.put("numTargetBytesAdded", DataFile.bytes(added));
        metrics.put("numTargetBytesRemoved", DataFile.bytes(removed));
        return metrics;
    }
}
