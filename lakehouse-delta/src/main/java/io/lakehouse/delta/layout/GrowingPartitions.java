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
 * The partitions that several of the last commits wrote to, such as that of today in a table written to every hour: they
 * will be written to again, so what is rewritten in them now will be rewritten again, too. From the log's order alone,
 * not by the clock.
 */
final class GrowingPartitions {

    /** How many of the last commits that brought data count. */
    private static final int LAST = 10;
    /** How many of them a growing partition was written to by. */
    private static final int WRITES = 3;
    /** How many commits of the log are read at a time; others, such as those of optimise, lie between them. */
    private static final long STEP = 3 * LAST;
    /** How far back in the log they are looked for. */
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

    /** Those among the partitions that commits with data wrote to, the oldest commit first. */
    static Set<Map<String, String>> among(List<Set<Map<String, String>>> writes) {
        Map<Map<String, String>, Integer> counts = new HashMap<>();
        writes.subList(Math.max(0, writes.size() - LAST), writes.size())
                .forEach(written -> written.forEach(partition -> counts.merge(partition, 1, Integer::sum)));
        return counts.entrySet().stream()
                .filter(count -> count.getValue() >= WRITES)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The partitions that each commit with data wrote to, oldest first. */
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
