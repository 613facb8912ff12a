package io.lakehouse.delta.layout;

import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The partitions that several of the last commits wrote to, for example today's partition in a table that is written
 * every hour. More writes to them are likely, so files rewritten in them now would soon be rewritten again. Only the
 * order of commits in the log counts, not the clock.
 */
final class GrowingPartitions {

    /** The number of last commits with data that are considered. */
    private static final int LAST = 10;
    /** The number of those commits that must have written to a partition for it to count as growing. */
    private static final int WRITES = 3;
    /** The number of commits to read at a time. Commits without data, such as those of optimize, are among them. */
    private static final long STEP = 3 * LAST;
    /** The number of commits to look back in the log at most. */
    private static final long LOOK_BACK = 10 * STEP;

    private GrowingPartitions() {}

    static Set<Map<String, String>> of(TableSnapshot snapshot) {
        List<Set<Map<String, String>>> writes = new ArrayList<>();
        long to = snapshot.version();
        while (to >= 0 && writes.size() < LAST && snapshot.version() - to < LOOK_BACK) {
            long from = Math.max(0, to + 1 - STEP);
            writes.addAll(0, writes(snapshot, from, to));
            to = from - 1;
        }
        return among(writes);
    }

    /** The growing partitions, given the partitions that each commit with data wrote to, oldest commit first. */
    static Set<Map<String, String>> among(List<Set<Map<String, String>>> writes) {
        Map<Map<String, String>, Integer> counts = new HashMap<>();
        writes.subList(Math.max(0, writes.size() - LAST), writes.size())
                .forEach(written -> written.forEach(partition -> counts.merge(partition, 1, Integer::sum)));
        return counts.entrySet().stream()
                .filter(count -> count.getValue() >= WRITES)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The partitions that each commit with data wrote to, oldest commit first. */
    private static List<Set<Map<String, String>>> writes(TableSnapshot snapshot, long from, long to) {
        PartitionValues partitions = PartitionValues.in(snapshot);
        List<Set<Map<String, String>>> writes = new ArrayList<>();
        snapshot.replayHeld(from, to, commit -> {
            Set<Map<String, String>> written = new HashSet<>();
            commit.added().stream().filter(DataFile::isDataChange).forEach(file -> written.add(partitions.of(file)));
            if (!written.isEmpty()) {
                writes.add(written);
            }
        });
        return writes;
    }
}
