package io.lakehouse.delta.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.delta.Optimize;
import io.lakehouse.delta.log.LayoutTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plans of a table's whole life add up to, by doing them to a list of files. */
class RewritingCostTest {

    private static final String ORDER = "symbol,id";
    private static final long TARGET = 32L << 20;
    private static final int FAN_IN = Optimize.DEFAULT_FAN_IN;

    private final List<CandidateFile> files = new ArrayList<>();
    private final List<Set<Map<String, String>>> commits = new ArrayList<>();
    private long ingested;
    private long rewritten;
    private int names;

    @Test
    void aYearOfDailyRunsIntoDaysRewritesNothing() {
        for (int day = 0; day < 365; day++) {
            ingest(partition(day), 200_000);
            optimize();
        }

        assertThat(rewritten).isZero();
        assertThat(files).hasSize(365);
    }

    @Test
    void aYearOfDailyRunsWithoutPartitionsRewritesEachByteAtMostOnce() {
        for (int day = 0; day < 365; day++) {
            ingest(Map.of(), 200_000);
            optimize();
        }

        assertThat(ratio()).isBetween(0.5, 1.0);
        assertThat(files).hasSizeLessThanOrEqualTo(2 * FAN_IN);
    }

    @Test
    void hourlyRunsRewriteEachByteAtMostTwice() {
        for (int hour = 0; hour < 30 * 24; hour++) {
            ingest(partition(hour / 24), 20_000);
            optimize();
        }
        for (int commit = 0; commit < 10; commit++) {
            ingest(partition(30 + commit), 20_000);
            optimize();
        }

        assertThat(ratio()).isBetween(1.0, 2.0);
        assertThat(files).hasSize(40);
    }

    @Test
    void hourlyRunsWithoutPartitionsRewriteEachByteAtMostTwice() {
        for (int hour = 0; hour < 30 * 24; hour++) {
            ingest(Map.of(), 20_000);
            optimize();
        }

        assertThat(ratio()).isBetween(1.0, 2.0);
        assertThat(files).hasSizeLessThanOrEqualTo(2 * FAN_IN);
    }

    @Test
    void lateRowsOfEveryHourDoNotRewriteYesterdayAgainAndAgain() {
        for (int hour = 0; hour < 30 * 24; hour++) {
            ingest(partition(hour / 24), 20_000);
            ingest(partition(hour / 24 - 1), 1_000);
            optimize();
        }

        assertThat(ratio()).isBetween(1.0, 2.0);
    }

    @Test
    void aFullTableIsLeftAloneExceptForTheChangedPartition() {
        for (int day = 0; day < 365; day++) {
            ingest(partition(day), 200_000);
        }
        optimize();
        ingest(partition(17), 1_000);

        Set<Map<String, String>> changed =
                decide().stream().map(decision -> decision.plan().partition()).collect(Collectors.toSet());

        assertThat(changed).containsExactly(partition(17));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatAPlanLeavesNeedsNoOther(long seed) {
        Random random = new Random(seed);
        boolean isPartitioned = random.nextBoolean();
        String order = random.nextInt(3) == 0 ? "" : ORDER;
        for (int step = 0; step < 200; step++) {
            Map<String, String> partition = isPartitioned ? partition(random.nextInt(4)) : Map.of();
            ingest(partition, 1L << random.nextInt(28), random.nextInt(3) == 0 ? "" : order);
            if (random.nextInt(3) == 0) {
                int fanIn = 2 + random.nextInt(5);
                List<PartitionDecision> plan = decide(order, fanIn);
                List<String> rewrittenPaths = plan.stream()
                        .flatMap(decision -> decision.plan().rewrite().stream())
                        .toList();
                assertThat(rewrittenPaths).as("seed %d step %d", seed, step).doesNotHaveDuplicates();
                long before = files.stream().mapToLong(CandidateFile::bytes).sum();
                execute(plan);
                assertThat(files.stream().mapToLong(CandidateFile::bytes).sum()).isEqualTo(before);
                assertThat(decide(order, fanIn))
                        .as("seed %d step %d", seed, step)
                        .isEmpty();
            }
        }
    }

    private double ratio() {
        return (double) rewritten / ingested;
    }

    private static Map<String, String> partition(int day) {
        return Map.of("day", String.valueOf(day));
    }

    private void ingest(Map<String, String> partition, long bytes) {
        ingest(partition, bytes, ORDER);
    }

    private void ingest(Map<String, String> partition, long bytes, String order) {
        Optional<LayoutTag> tag = order.isEmpty() ? Optional.empty() : Optional.of(LayoutTag.ingested(order));
        files.add(file(partition, bytes, tag));
        commits.add(Set.of(partition));
        ingested += bytes;
    }

    private void optimize() {
        execute(decide());
    }

    private List<PartitionDecision> decide() {
        return decide(ORDER, FAN_IN);
    }

    /** The decisions to rewrite. */
    private List<PartitionDecision> decide(String order, int fanIn) {
        Set<Map<String, String>> growing = GrowingPartitions.among(commits);
        return OptimizePlanner.plan(files, new LayoutPolicy(order, fanIn, TARGET, growing, false)).stream()
                .filter(decision -> decision.plan().isRewrite())
                .toList();
    }

    private void execute(List<PartitionDecision> decisions) {
        for (PartitionDecision decision : decisions) {
            for (Rewrite rewrite : decision.rewrites()) {
                files.removeIf(file -> rewrite.paths().contains(file.path()));
                for (int file = 0; file < rewrite.filesToWrite(); file++) {
                    long share = rewrite.bytesToRead() / rewrite.filesToWrite();
                    long rest = file == 0 ? rewrite.bytesToRead() % rewrite.filesToWrite() : 0;
                    files.add(file(rewrite.partition(), share + rest, Optional.of(rewrite.tag())));
                }
                rewritten += rewrite.bytesToRead();
            }
        }
    }

    private CandidateFile file(Map<String, String> partition, long bytes, Optional<LayoutTag> tag) {
        return new CandidateFile("file " + names++, partition, bytes, Instant.ofEpochSecond(names), 0, tag, false);
    }
}
