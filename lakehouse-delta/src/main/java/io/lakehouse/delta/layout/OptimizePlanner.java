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
 * Decides which files are worth rewriting. A pure function of the file list, of the notes beside the files and of which
 * partitions the last commits wrote: the same input makes the same plan, and the state that a plan leaves makes an empty
 * one.
 *
 * <p>Within a partition, files sorted together are a <em>run</em>, and each run has a level: 0 when its rows have come
 * in, one more each time it is joined with others. As many runs of a level as {@link LayoutPolicy#fanIn} says are joined into
 * one of the next level, so that a byte is rewritten once a level and the number of levels grows with the logarithm of
 * what has come in. A partition that is no longer written to is joined into one run at once, as long as no byte has
 * been rewritten more than {@link #MAX_REWRITES} times on average for it.
 */
final class OptimizePlanner {

    /** How often the bytes of a partition that has settled may have been rewritten in all, on average. */
    static final double MAX_REWRITES = 2;
    /** The share of deleted rows from which on a file is written again without them. */
    static final double PURGE_AT = 0.1;
    /** Below this a reader has nothing to skip inside a file. */
    private static final long LEAST_SORTED_BYTES = 64 << 10;
    /** A run of this many full files is as good as a larger one. */
    private static final long FILES_OF_A_FULL_RUN = 64;

    private final LayoutPolicy policy;

    private OptimizePlanner(LayoutPolicy policy) {
        this.policy = policy;
    }

    /** Decides for each partition; those to rewrite first, oldest need first. */
    static List<PartitionDecision> plan(List<CandidateFile> files, LayoutPolicy policy) {
        OptimizePlanner planner = new OptimizePlanner(policy);
        Map<Map<String, String>, List<CandidateFile>> byPartition = new LinkedHashMap<>();
        files.forEach(file -> byPartition
                .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                .add(file));
        List<PartitionDecision> decisions = new ArrayList<>();
        byPartition.forEach((partition, members) -> decisions.add(planner.decide(partition, members)));
        decisions.sort(Comparator.comparing(
                        (PartitionDecision decision) -> !decision.plan().isRewrite())
                .thenComparing(decision -> decision.plan().waitingSince()));
        return List.copyOf(decisions);
    }

    /** The decisions to rewrite as far as the budget goes, oldest need first; what is beyond it is left alone. */
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
                                                + maxBytes + ", raise that"
                                        : "left for the next run: its " + plan.bytesToRead()
                                                + " bytes exceed the budget of " + maxBytes + " with the " + bytes
                                                + " before it"),
                        List.of(),
                        true));
            } else {
                affordable.add(decision);
                bytes += plan.bytesToRead();
            }
        }
        affordable.sort(Comparator.comparing(decision -> !decision.plan().isRewrite()));
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
            reasons.add("at " + policy.fanIn() + " files or sorted runs of a level they are joined");
        }
        if (settles) {
            reasons.add(
                    rewritten.stream().anyMatch(run -> run.files().size() > 1)
                            ? "written to by few of the last commits, so what is left is joined"
                            : "never sorted by " + policy.order());
        }
        if (!purged.isEmpty()) {
            reasons.add(purged.size() + " files hold " + Math.round(PURGE_AT * 100) + " % deleted rows or more");
        }
        String reason = reasons.isEmpty() ? reasonToLeave(files, own, runs, isSettled) : String.join("; ", reasons);
        return decision(partition, files, rewritten, purged, runsBefore, runsAfter, reason);
    }

    private String reasonToLeave(
            List<CandidateFile> files, List<CandidateFile> own, List<SortedRun> runs, boolean isSettled) {
        if (own.isEmpty() && !files.isEmpty()) {
            return "clustered by another engine, to which its files belong";
        }
        if (runs.size() <= 1) {
            return "in shape: " + files.size() + (files.size() == 1 ? " file" : " files that do not overlap");
        }
        return isSettled
                ? "in shape: its " + runs.size() + " runs are large enough, or were rewritten often enough"
                : runs.size() + " runs in a partition that still grows, joined at " + policy.fanIn()
                        + " of a level, or when the next commits go elsewhere";
    }

    /** The runs of a partition, by what the log notes of its files. */
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
            // What was sorted by other fields begins anew.
            Optional<LayoutTag> tag = members.get(0).tag().filter(this::isOfThisOrder);
            runs.add(new SortedRun(
                    members,
                    tag.map(LayoutTag::level).orElse(0),
                    tag.map(LayoutTag::rewrites).orElse(0.0),
                    members.get(0).bytes() < LEAST_SORTED_BYTES
                            || policy.order().isEmpty()
                            || tag.isPresent(),
                    false));
        });
        return runs;
    }

    private boolean isOfThisOrder(LayoutTag tag) {
        return tag.order().equals(policy.order());
    }

    /** Joins the runs of a level, and those below, wherever there are enough; true if there were. */
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

    /** Whether joining a run with others can bring anything. */
    private boolean isOpen(SortedRun run) {
        return policy.order().isEmpty()
                // Above half of the target, two files could not become one.
                ? run.bytes() < policy.targetFileBytes() / 2
                : run.bytes() < FILES_OF_A_FULL_RUN * policy.targetFileBytes() || !run.isOrdered();
    }

    /** Joins what is small, and sorts what never was, as far as the bound on rewriting allows; true if it does. */
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
        // Without the deleted rows a file stays in the place it has among the others of its run.
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
