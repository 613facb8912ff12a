package io.lakehouse.delta;

import io.lakehouse.delta.OptimizePlan.PartitionPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which partitions are worth rewriting. A pure function of the file list: a partition is rewritten when it has
 * enough small files that reading them costs more than joining them.
 */
final class OptimizePlanner {

    private OptimizePlanner() {}

    /** A data file as the planner sees it. */
    record DataFile(String path, Map<String, String> partition, long bytes) {

        boolean isSmallerThan(long target) {
            // Above half of the target, two files could not be joined into one.
            return bytes < target / 2;
        }
    }

    static List<PartitionPlan> plan(List<DataFile> files, int minFiles, long targetFileBytes) {
        Map<Map<String, String>, List<DataFile>> byPartition = new LinkedHashMap<>();
        files.forEach(file -> byPartition
                .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                .add(file));
        List<PartitionPlan> plans = new ArrayList<>();
        byPartition.forEach((partition, members) -> {
            List<DataFile> small = members.stream()
                    .filter(file -> file.isSmallerThan(targetFileBytes))
                    .toList();
            if (small.size() >= minFiles) {
                long bytes = small.stream().mapToLong(DataFile::bytes).sum();
                plans.add(new PartitionPlan(
                        partition,
                        small.stream().map(DataFile::path).toList(),
                        bytes,
                        small.size() + " of " + members.size() + " files are small"));
            } else {
                plans.add(new PartitionPlan(
                        partition,
                        List.of(),
                        0,
                        small.size() + " of " + members.size() + " files are small, it takes " + minFiles));
            }
        });
        return plans;
    }
}
