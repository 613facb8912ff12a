package io.lakehouse.delta.merge;

import io.lakehouse.delta.log.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Chooses the files of a memory of keys to merge, so that there are never many. */
final class MemoryCompaction {

    /** This many files whose sizes are within a factor of ten become one. */
    private static final int FAN_IN = 8;

    /** Larger files are not merged, since that would slow down the batch that does it. */
    private static final long MAX_MERGED_ROWS = 1_000_000;

    private MemoryCompaction() {}

    /** The files to merge: those of the smallest size that has too many. */
    static List<DataFile> mergeable(List<DataFile> files) {
        NavigableMap<Integer, List<DataFile>> bySize = new TreeMap<>();
        for (DataFile file : files) {
            long rows = Math.max(1, file.rows().orElse(MAX_MERGED_ROWS));
            bySize.computeIfAbsent((int) Math.log10((double) rows), size -> new ArrayList<>())
                    .add(file);
        }
        for (List<DataFile> same : bySize.values()) {
            List<DataFile> merged = new ArrayList<>();
            long rows = 0;
            for (DataFile file : same) {
                rows += file.rows().orElse(MAX_MERGED_ROWS);
                if (rows <= MAX_MERGED_ROWS) {
                    merged.add(file);
                }
            }
            if (merged.size() >= FAN_IN) {
                return merged;
            }
        }
        return List.of();
    }
}
