package io.lakehouse.delta.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.delta.log.LayoutTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptimizePlannerTest {

    private static final long MIB = 1 << 20;
    private static final long TARGET = 32 * MIB;
    private static final String ORDER = "symbol,id";
    private static final Map<String, String> MONDAY = Map.of("day", "2025-03-03");
    private static final Map<String, String> TUESDAY = Map.of("day", "2025-03-04");
    private static final Set<Map<String, String>> NONE = Set.of();
    private static final Instant START = Instant.parse("2025-03-04T00:00:00Z");

    @Test
    void joinsAGrowingPartitionWhenItHasEnoughFiles() {
        List<PartitionDecision> decisions = plan(Set.of(MONDAY), files(MONDAY, 3));

        assertThat(decisions).singleElement().satisfies(decision -> {
            assertThat(decision.plan().rewrite()).containsExactly("file 0", "file 1", "file 2");
            assertThat(decision.plan())
                    .extracting(
                            PartitionPlan::bytesToRead,
                            PartitionPlan::bytesToWrite,
                            PartitionPlan::filesToWrite,
                            PartitionPlan::sortedRuns,
                            PartitionPlan::sortedRunsAfter,
                            PartitionPlan::waitingSince,
                            PartitionPlan::reason)
                    .containsExactly(
                            3 * MIB, 3 * MIB, 1, 3, 1, START, "at 3 files or sorted runs of a level they are merged");
        });
    }

    @Test
    void leavesAGrowingPartitionAloneThatHasTooFew() {
        assertThat(reasons(plan(Set.of(MONDAY), files(MONDAY, 2))))
                .containsExactly(
                        "2 runs in a partition that is still growing, merged at 3 per level, or once commits go to"
                                + " other partitions");
    }

    @Test
    void joinsWhatIsLeftOfAPartitionThatNoLongerGrows() {
        assertThat(reasons(plan(Set.of(TUESDAY), files(MONDAY, 2))))
                .containsExactly("few of the last commits wrote to it, so the remaining runs are merged");
    }

    @Test
    void listsPartitionsLeftAloneByTheirValues() {
        List<CandidateFile> laterDayFirst = Stream.of(files(TUESDAY, 1), files(MONDAY, 1, START.plusSeconds(1)))
                .flatMap(List::stream)
                .toList();

        assertThat(plan(NONE, laterDayFirst))
                .extracting(decision -> decision.plan().partition())
                .containsExactly(MONDAY, TUESDAY);
    }

    @Test
    void leavesASortedFileAlone() {
        assertThat(reasons(plan(NONE, files(MONDAY, 1)))).containsExactly("in shape: 1 file");
    }

    @Test
    void sortsOnceWhatSomebodyElseHasWritten() {
        List<PartitionDecision> decisions = plan(NONE, List.of(file("a", MONDAY, MIB, Optional.empty())));

        assertThat(reasons(decisions)).containsExactly("never sorted by symbol,id");
        assertThat(decisions.get(0).rewrites()).singleElement().satisfies(rewrite -> {
            assertThat(rewrite.tag().order()).isEqualTo(ORDER);
            assertThat(rewrite.tag().rewrites()).isEqualTo(1);
        });
    }

    @Test
    void sortsAgainWhatWasSortedByOtherFields() {
        CandidateFile other = file("a", MONDAY, MIB, Optional.of(new LayoutTag("id", "run", 1, 1.5)));

        assertThat(reasons(plan(NONE, List.of(other)))).containsExactly("never sorted by symbol,id");
    }

    @Test
    void doesNotSortFilesInWhichThereIsNothingToSkip() {
        CandidateFile tiny = file("a", MONDAY, 60_000, Optional.empty());

        assertThat(reasons(plan(NONE, List.of(tiny)))).containsExactly("in shape: 1 file");
    }

    @Test
    void takesFilesOfARunForOne() {
        List<CandidateFile> run = new ArrayList<>();
        for (int file = 0; file < 5; file++) {
            run.add(file("run " + file, MONDAY, TARGET, Optional.of(new LayoutTag(ORDER, "r", 1, 1))));
        }

        assertThat(reasons(plan(NONE, run))).containsExactly("in shape: 5 files that do not overlap");
    }

    @Test
    void joinsRunsOfALevelIntoOneOfTheNext() {
        List<PartitionDecision> decisions = plan(
                Set.of(MONDAY),
                List.of(
                        file("a", MONDAY, MIB, Optional.of(new LayoutTag(ORDER, "a", 1, 1))),
                        file("b", MONDAY, MIB, Optional.of(new LayoutTag(ORDER, "b", 1, 1))),
                        file("c", MONDAY, 2 * MIB, Optional.of(new LayoutTag(ORDER, "c", 1, 2))),
                        file("new", MONDAY, MIB, Optional.of(LayoutTag.ingested(ORDER)))));

        assertThat(decisions.get(0).rewrites()).singleElement().satisfies(rewrite -> {
            assertThat(rewrite.paths()).containsExactly("a", "b", "c", "new");
            assertThat(rewrite.tag().level()).isEqualTo(2);
            assertThat(rewrite.tag().rewrites()).isEqualTo((1 + 1 + 2 * 2 + 0) / 5.0 + 1);
        });
    }

    @Test
    void leavesWhatWasRewrittenOftenEnough() {
        List<PartitionDecision> decisions = plan(
                NONE,
                List.of(
                        file("old", MONDAY, 20 * MIB, Optional.of(new LayoutTag(ORDER, "r", 1, 2))),
                        file("late", MONDAY, MIB, Optional.of(LayoutTag.ingested(ORDER)))));

        assertThat(reasons(decisions))
                .containsExactly("in shape: its 2 runs are large enough, or were rewritten often enough");
    }

    @Test
    void dropsDeletedRowsFromATenthOn() {
        CandidateFile purged = new CandidateFile(
                "a", MONDAY, 10 * MIB, START, 0.1, Optional.of(new LayoutTag(ORDER, "r", 1, 1)), false);
        CandidateFile kept = new CandidateFile(
                "b", MONDAY, 10 * MIB, START, 0.09, Optional.of(new LayoutTag(ORDER, "r", 1, 1)), false);

        List<PartitionDecision> decisions = plan(NONE, List.of(purged, kept));

        assertThat(decisions.get(0).plan())
                .extracting(PartitionPlan::rewrite, PartitionPlan::bytesToWrite, PartitionPlan::reason)
                .containsExactly(List.of("a"), 9 * MIB, "1 files have 10 % deleted rows or more");
        assertThat(decisions.get(0).rewrites().get(0).tag()).isEqualTo(new LayoutTag(ORDER, "r", 1, 1));
    }

    @Test
    void leavesFilesToTheEngineThatClusteredThem() {
        CandidateFile theirs = new CandidateFile("a", MONDAY, MIB, START, 0, Optional.empty(), true);

        assertThat(reasons(plan(NONE, List.of(theirs))))
                .containsExactly("clustered by another engine, which owns its files");
    }

    @Test
    void withoutAnOrderJoinsOnlyWhatIsSmall() {
        List<CandidateFile> files = List.of(
                file("small", MONDAY, MIB, Optional.empty()),
                file("large", MONDAY, TARGET, Optional.empty()),
                file("little", MONDAY, MIB, Optional.empty()));

        List<PartitionDecision> decisions =
                OptimizePlanner.plan(files, new LayoutPolicy("", 20, TARGET, Set.of(), false));

        assertThat(decisions.get(0).plan().rewrite()).containsExactlyInAnyOrder("small", "little");
    }

    @Test
    void beginsWithTheOldestNeedAndEndsWithTheBudget() {
        List<CandidateFile> files = new ArrayList<>(files(TUESDAY, 2, START.plusSeconds(60)));
        files.addAll(files(MONDAY, 2, START));

        List<PartitionDecision> decisions = OptimizePlanner.within(plan(NONE, files), 3 * MIB);

        assertThat(decisions)
                .extracting(decision -> decision.plan().partition())
                .containsExactly(MONDAY, TUESDAY);
        assertThat(reasons(decisions))
                .containsExactly(
                        "few of the last commits wrote to it, so the remaining runs are merged",
                        "left for the next run: with the 2097152 bytes before it, its 2097152 bytes exceed the budget of"
                                + " 3145728");
        assertThat(decisions.get(1).rewrites()).isEmpty();
    }

    @Test
    void rewritesEverythingWhenAsked() {
        List<PartitionDecision> decisions =
                OptimizePlanner.plan(files(MONDAY, 1), new LayoutPolicy(ORDER, 3, TARGET, Set.of(MONDAY), true));

        assertThat(reasons(decisions)).containsExactly("asked to rewrite everything");
        assertThat(decisions.get(0).rewrites()).hasSize(1);
    }

    @Test
    void plansNothingForAnEmptyTable() {
        assertThat(plan(NONE, List.of())).isEmpty();
    }

    private static List<PartitionDecision> plan(Set<Map<String, String>> growing, List<CandidateFile> files) {
        return OptimizePlanner.plan(files, new LayoutPolicy(ORDER, 3, TARGET, growing, false));
    }

    private static List<String> reasons(List<PartitionDecision> decisions) {
        return decisions.stream().map(decision -> decision.plan().reason()).toList();
    }

    private static List<CandidateFile> files(Map<String, String> partition, int count) {
        return files(partition, count, START);
    }

    private static List<CandidateFile> files(Map<String, String> partition, int count, Instant written) {
        List<CandidateFile> files = new ArrayList<>();
        for (int file = 0; file < count; file++) {
            files.add(new CandidateFile(
                    "file " + file,
                    partition,
                    MIB,
                    written.plusSeconds(file),
                    0,
                    Optional.of(LayoutTag.ingested(ORDER)),
                    false));
        }
        return files;
    }

    private static CandidateFile file(String path, Map<String, String> partition, long bytes, Optional<LayoutTag> tag) {
        return new CandidateFile(path, partition, bytes, START, 0, tag, false);
    }
}
