package io.lakehouse.delta.layout;

import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
import io.lakehouse.delta.log.LayoutTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Decides which files are worth rewriting. The plan is a pure function of the file list, the layout tags of the files,
 * and the partitions that the last commits wrote to. The same input gives the same plan. Once a plan has been executed,
 * the next plan is empty.
 *
 * <p>Within a partition, files that were sorted together form a <em>sorted run</em>. Each run has a level: 0 when it is
 * ingested, and one higher after each merge with other runs. When a level has {@link LayoutPolicy#fanIn} runs, they are
 * merged into one run of the next level. Each byte is thus rewritten once per level, and the number of levels grows
 * logarithmically with the amount of data ingested. A partition that is no longer written to is merged into one run
 * right away, as long as its bytes have then been rewritten at most {@link #MAX_REWRITES} times on average.
 */
final class OptimizePlanner {

    /** The maximum number of times that the bytes of a settled partition may be rewritten in total, on average. */
    static final double MAX_REWRITES = 2;
    /** The fraction of deleted rows at which a file is rewritten without them. */
    static final double PURGE_AT = 0.1;
    /** Below this size, a reader has nothing to skip inside a file. */
    private static final long MIN_SORTED_BYTES = 64 << 10;
    /** The number of full files beyond which a larger run brings no benefit. */
    private static final long FILES_PER_FULL_RUN = 64;

    /** Rewrites first, the longest waiting first; then the other partitions by their values as text. */
    private static final Comparator<PartitionDecision> ORDER = Comparator.comparing(
                    (PartitionDecision decision) -> !decision.plan().isRewrite())
            .thenComparing(
                    decision -> decision.plan().isRewrite() ? decision.plan().waitingSince() : Instant.MIN)
            .thenComparing(decision -> decision.plan().partition().toString());

    private final LayoutPolicy policy;

    private OptimizePlanner(LayoutPolicy policy) {
        this.policy = policy;
    }

    /** Decides for each partition. */
    static List<PartitionDecision> plan(List<CandidateFile> files, LayoutPolicy policy) {
        OptimizePlanner planner = new OptimizePlanner(policy);
        Map<Map<String, String>, List<CandidateFile>> byPartition = new LinkedHashMap<>();
        files.forEach(file -> byPartition
                .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                .add(file));
        List<PartitionDecision> decisions = new ArrayList<>();
        byPartition.forEach((partition, members) -> decisions.add(planner.decide(partition, members)));
        decisions.sort(ORDER);
        return List.copyOf(decisions);
    }

    /** Takes rewrites in order, the longest waiting first, and leaves alone the partitions that exceed the budget. */
    static List<PartitionDecision> within(List<PartitionDecision> decisions, long maxBytes) {
        List<PartitionDecision> affordable = new ArrayList<>();
        long bytes = 0;
        for (PartitionDecision decision : decisions) {
            PartitionPlan plan = decision.plan();
            if (plan.isRewrite() && bytes + plan.bytesToRead() > maxBytes) {
                affordable.add(new PartitionDecision(
                        new PartitionPlan(
                                plan.partition(),
                                plan.files(),
                                List.of(),
                                0,
                                0,
                                0,
                                plan.sortedRuns(),
                                plan.sortedRuns(),
                                plan.waitingSince(),
                                plan.bytesToRead() > maxBytes
                                        ? "left: its " + plan.bytesToRead() + " bytes alone exceed the budget of "
                                                + maxBytes + ", raise it"
                                        : "left for the next run: with the " + bytes + " bytes before it, its "
                                                + plan.bytesToRead() + " bytes exceed the budget of " + maxBytes),
                        List.of(),
                        true));
            } else {
                affordable.add(decision);
                bytes += plan.bytesToRead();
            }
        }
        affordable.sort(ORDER);
        return List.copyOf(affordable);
    }

    private PartitionDecision decide(Map<String, String> partition, List<CandidateFile> files) {
        List<CandidateFile> own =
                files.stream().filter(file -> !file.isForeign()).toList();
        List<SortedRun> runs = runs(own);
        int runsBefore = runs.size() + files.size() - own.size();
        if (policy.everything() && !own.isEmpty()) {
            int level = runs.stream().mapToInt(SortedRun::level).max().orElse(0);
            return decision(
                    partition,
                    files,
                    List.of(SortedRun.join(runs, level)),
                    List.of(),
                    runsBefore,
                    1 + files.size() - own.size(),
                    "asked to rewrite everything");
        }
        boolean isSettled = !policy.growing().contains(partition);
        List<SortedRun> planned = new ArrayList<>(runs);
        boolean joins = join(planned);
        boolean settles = isSettled && settle(planned);
        List<SortedRun> rewritten = planned.stream().filter(SortedRun::isNew).toList();
        Set<CandidateFile> covered = new HashSet<>();
        rewritten.forEach(run -> covered.addAll(run.files()));
        List<CandidateFile> purged = own.stream()
                .filter(file -> file.deletedRows() >= PURGE_AT && !covered.contains(file))
                .toList();
        int runsAfter = planned.size() + files.size() - own.size();
        List<String> reasons = new ArrayList<>();
        if (joins) {
            reasons.add("at " + policy.fanIn() + " files or sorted runs of a level they are merged");
        }
        if (settles) {
            reasons.add(
                    rewritten.stream().anyMatch(run -> run.files().size() > 1)
                            ? "few of the last commits wrote to it, so the remaining runs are merged"
                            : "never sorted by " + policy.order());
        }
        if (!purged.isEmpty()) {
            reasons.add(purged.size() + " files have " + Math.round(PURGE_AT * 100) + " % deleted rows or more");
        }
        String reason = reasons.isEmpty() ? reasonToLeave(files, own, runs, isSettled) : String.join("; ", reasons);
        return decision(partition, files, rewritten, purged, runsBefore, runsAfter, reason);
    }

    private String reasonToLeave(
            List<CandidateFile> files, List<CandidateFile> own, List<SortedRun> runs, boolean isSettled) {
        if (own.isEmpty() && !files.isEmpty()) {
            return "clustered by another engine, which owns its files";
        }
        if (runs.size() <= 1) {
            return "in shape: " + files.size() + (files.size() == 1 ? " file" : " files that do not overlap");
        }
        return isSettled
                ? "in shape: its " + runs.size() + " runs are large enough, or were rewritten often enough"
                : runs.size() + " runs in a partition that is still growing, merged at " + policy.fanIn()
                        + " per level, or once commits go to other partitions";
    }

    /** The sorted runs of a partition, according to the layout tags of its files in the log. */
    private List<SortedRun> runs(List<CandidateFile> files) {
        Map<String, List<CandidateFile>> byRun = new LinkedHashMap<>();
        for (CandidateFile file : files) {
            String run = file.tag()
                    .filter(tag -> !policy.order().isEmpty() && isOfThisOrder(tag))
                    .map(LayoutTag::run)
                    .filter(name -> !name.isEmpty())
                    .orElse("file " + file.path());
            byRun.computeIfAbsent(run, name -> new ArrayList<>()).add(file);
        }
        List<SortedRun> runs = new ArrayList<>();
        byRun.values().forEach(members -> {
            // Files that were sorted by other fields start over at level 0.
            Optional<LayoutTag> tag = members.get(0).tag().filter(this::isOfThisOrder);
            runs.add(new SortedRun(
                    members,
                    tag.map(LayoutTag::level).orElse(0),
                    tag.map(LayoutTag::rewrites).orElse(0.0),
                    members.get(0).bytes() < MIN_SORTED_BYTES || policy.order().isEmpty() || tag.isPresent(),
                    false));
        });
        return runs;
    }

    private boolean isOfThisOrder(LayoutTag tag) {
        return tag.order().equals(policy.order());
    }

    /** Merges the runs of each level that has enough, including the runs of lower levels; true if there was one. */
    private boolean join(List<SortedRun> runs) {
        boolean joins = false;
        while (true) {
            Map<Integer, Integer> counts = new HashMap<>();
            runs.stream().filter(this::isOpen).forEach(run -> counts.merge(run.level(), 1, Integer::sum));
            Optional<Integer> full = counts.entrySet().stream()
                    .filter(level -> level.getValue() >= policy.fanIn())
                    .map(Map.Entry::getKey)
                    .min(Comparator.naturalOrder());
            if (full.isEmpty()) {
                return joins;
            }
            List<SortedRun> joined = runs.stream()
                    .filter(run -> isOpen(run) && run.level() <= full.get())
                    .toList();
            runs.removeAll(joined);
            runs.add(SortedRun.join(joined, full.get() + 1));
            joins = true;
        }
    }

    /** Whether merging a run with others can improve anything. */
    private boolean isOpen(SortedRun run) {
        return policy.order().isEmpty()
                // Two files larger than half the target size do not fit into one.
                ? run.bytes() < policy.targetFileBytes() / 2
                : run.bytes() < FILES_PER_FULL_RUN * policy.targetFileBytes() || !run.isOrdered();
    }

    /** Merges small runs and sorts unsorted ones, as far as {@link #MAX_REWRITES} allows; true if there was any. */
    private boolean settle(List<SortedRun> runs) {
        List<SortedRun> open = runs.stream()
                .filter(run -> isOpen(run) && (run.bytes() < policy.targetFileBytes() || !run.isOrdered()))
                .sorted(Comparator.comparingDouble(SortedRun::rewrites).thenComparingLong(SortedRun::bytes))
                .toList();
        int count = open.size();
        while (count > 0 && SortedRun.rewritesAfter(open.subList(0, count)) > MAX_REWRITES) {
            count--;
        }
        List<SortedRun> joined = open.subList(0, count);
        if (joined.size() < 2 && joined.stream().allMatch(SortedRun::isOrdered)) {
            return false;
        }
        int level = joined.stream().mapToInt(SortedRun::level).max().orElse(0);
        runs.removeAll(joined);
        runs.add(SortedRun.join(joined, level));
        return true;
    }

    private PartitionDecision decision(
            Map<String, String> partition,
            List<CandidateFile> files,
            List<SortedRun> rewritten,
            List<CandidateFile> purged,
            int runsBefore,
            int runsAfter,
            String reason) {
        List<Rewrite> rewrites = new ArrayList<>();
        List<CandidateFile> touched = new ArrayList<>(purged);
        for (SortedRun run : rewritten) {
            touched.addAll(run.files());
            rewrites.add(rewrite(
                    partition,
                    run.files(),
                    new LayoutTag(
                            policy.order(),
                            UUID.randomUUID().toString(),
                            run.level(),
                            SortedRun.rewritesAfter(List.of(run)))));
        }
        // A file stays in its sorted run when only its deleted rows are removed.
        purged.forEach(file -> rewrites.add(rewrite(
                partition,
                List.of(file),
                file.tag().filter(this::isOfThisOrder).orElseGet(() -> LayoutTag.ingested(policy.order())))));
        Instant since = (touched.isEmpty() ? files : touched)
                .stream()
                        .map(CandidateFile::written)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
        return new PartitionDecision(
                new PartitionPlan(
                        partition,
                        files.size(),
                        rewrites.stream()
                                .flatMap(rewrite -> rewrite.paths().stream())
                                .toList(),
                        rewrites.stream().mapToLong(Rewrite::bytesToRead).sum(),
                        touched.stream().mapToLong(CandidateFile::liveBytes).sum(),
                        rewrites.stream().mapToInt(Rewrite::filesToWrite).sum(),
                        runsBefore,
                        runsAfter,
                        since,
                        reason),
                List.copyOf(rewrites),
                false);
    }

    private Rewrite rewrite(Map<String, String> partition, List<CandidateFile> files, LayoutTag tag) {
        long bytes = files.stream().mapToLong(CandidateFile::bytes).sum();
        long live = files.stream().mapToLong(CandidateFile::liveBytes).sum();
        return new Rewrite(
                partition,
                files.stream().map(CandidateFile::path).toList(),
                bytes,
                (int) Math.max(1, Math.round((double) live / policy.targetFileBytes())),
                tag);
    }
}
