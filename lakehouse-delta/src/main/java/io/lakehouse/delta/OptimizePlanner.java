package io.lakehouse.delta;

import io.lakehouse.core.result.OptimizePlan.PartitionPlan;
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
 * in, one more each time it is joined with others. As many runs of a level as {@link Policy#fanIn} says are joined into
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

    private final Policy policy;

    private OptimizePlanner(Policy policy) {
        this.policy = policy;
    }

    /**
     * A data file as the planner sees it.
     *
     * @param deletedRows share of its rows that a deletion vector marks, 0 to 1
     * @param isForeign whether it was clustered by another implementation, which it then belongs to
     */
    record DataFile(
            String path,
            Map<String, String> partition,
            long bytes,
            Instant written,
            double deletedRows,
            Optional<LayoutTag> tag,
            boolean isForeign) {

        long liveBytes() {
            return Math.round(bytes * (1 - deletedRows));
        }
    }

    /**
     * What the planner goes by.
     *
     * @param order the fields that rows are to be sorted by, as in {@link LayoutTag#order}; empty if by none
     * @param fanIn how many runs of a level are joined
     * @param growing the partitions that several of the last commits wrote to
     * @param everything whether to rewrite all
     */
    record Policy(
            String order, int fanIn, long targetFileBytes, Set<Map<String, String>> growing, boolean everything) {}

    /**
     * Files to rewrite together.
     *
     * @param tag what the files they become are to be noted with
     */
    record Rewrite(
            Map<String, String> partition, List<String> paths, long bytesToRead, int filesToWrite, LayoutTag tag) {}

    /**
     * What is decided of one partition.
     *
     * @param isLeft whether it is worth rewriting, and the budget does not allow it
     */
    record Decision(PartitionPlan plan, List<Rewrite> rewrites, boolean isLeft) {}

    /** What is, or after the plan will be, sorted together. */
    private record Run(List<DataFile> files, int level, double rewrites, boolean isOrdered, boolean isNew) {

        long bytes() {
            return files.stream().mapToLong(DataFile::liveBytes).sum();
        }

        /** The average after one more rewriting. */
        static double rewritesAfter(List<Run> joined) {
            double bytes = joined.stream().mapToDouble(Run::bytes).sum();
            double before = joined.stream()
                    .mapToDouble(run -> run.bytes() * run.rewrites())
                    .sum();
            return (bytes == 0 ? 0 : before / bytes) + 1;
        }

        /** Joined, but not yet rewritten: however often a plan joins a file, it is rewritten once. */
        static Run join(List<Run> runs, int level) {
            List<DataFile> files = new ArrayList<>();
            runs.forEach(run -> files.addAll(run.files()));
            return new Run(files, level, rewritesAfter(runs) - 1, true, true);
        }
    }

    /** Decides for each partition; those to rewrite first, oldest need first. */
    static List<Decision> plan(List<DataFile> files, Policy policy) {
        OptimizePlanner planner = new OptimizePlanner(policy);
        Map<Map<String, String>, List<DataFile>> byPartition = new LinkedHashMap<>();
        files.forEach(file -> byPartition
                .computeIfAbsent(file.partition(), partition -> new ArrayList<>())
                .add(file));
        List<Decision> decisions = new ArrayList<>();
        byPartition.forEach((partition, members) -> decisions.add(planner.decide(partition, members)));
        decisions.sort(
                Comparator.comparing((Decision decision) -> !decision.plan().isRewrite())
                        .thenComparing(decision -> decision.plan().waitingSince()));
        return List.copyOf(decisions);
    }

    /** The decisions to rewrite as far as the budget goes, oldest need first; what is beyond it is left alone. */
    static List<Decision> within(List<Decision> decisions, long maxBytes) {
        List<Decision> affordable = new ArrayList<>();
        long bytes = 0;
        for (Decision decision : decisions) {
            PartitionPlan plan = decision.plan();
            if (plan.isRewrite() && bytes + plan.bytesToRead() > maxBytes) {
                affordable.add(new Decision(
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

    private Decision decide(Map<String, String> partition, List<DataFile> files) {
        List<DataFile> own = files.stream().filter(file -> !file.isForeign()).toList();
        List<Run> runs = runs(own);
        int runsBefore = runs.size() + files.size() - own.size();
        if (policy.everything() && !own.isEmpty()) {
            int level = runs.stream().mapToInt(Run::level).max().orElse(0);
            return decision(
                    partition,
                    files,
                    List.of(Run.join(runs, level)),
                    List.of(),
                    runsBefore,
                    1 + files.size() - own.size(),
                    "asked to rewrite everything");
        }
        boolean isSettled = !policy.growing().contains(partition);
        List<Run> planned = new ArrayList<>(runs);
        boolean joins = join(planned);
        boolean settles = isSettled && settle(planned);
        List<Run> rewritten = planned.stream().filter(Run::isNew).toList();
        Set<DataFile> covered = new HashSet<>();
        rewritten.forEach(run -> covered.addAll(run.files()));
        List<DataFile> purged = own.stream()
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

    private String reasonToLeave(List<DataFile> files, List<DataFile> own, List<Run> runs, boolean isSettled) {
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
    private List<Run> runs(List<DataFile> files) {
        Map<String, List<DataFile>> byRun = new LinkedHashMap<>();
        for (DataFile file : files) {
            String run = file.tag()
                    .filter(tag -> !policy.order().isEmpty() && isOfThisOrder(tag))
                    .map(LayoutTag::run)
                    .filter(name -> !name.isEmpty())
                    .orElse("file " + file.path());
            byRun.computeIfAbsent(run, name -> new ArrayList<>()).add(file);
        }
        List<Run> runs = new ArrayList<>();
        byRun.values().forEach(members -> {
            // What was sorted by other fields begins anew.
            Optional<LayoutTag> tag = members.get(0).tag().filter(this::isOfThisOrder);
            runs.add(new Run(
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
    private boolean join(List<Run> runs) {
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
            List<Run> joined = runs.stream()
                    .filter(run -> isOpen(run) && run.level() <= full.get())
                    .toList();
            runs.removeAll(joined);
            runs.add(Run.join(joined, full.get() + 1));
            joins = true;
        }
    }

    /** Whether joining a run with others can bring anything. */
    private boolean isOpen(Run run) {
        return policy.order().isEmpty()
                // Above half of the target, two files could not become one.
                ? run.bytes() < policy.targetFileBytes() / 2
                : run.bytes() < FILES_OF_A_FULL_RUN * policy.targetFileBytes() || !run.isOrdered();
    }

    /** Joins what is small, and sorts what never was, as far as the bound on rewriting allows; true if it does. */
    private boolean settle(List<Run> runs) {
        List<Run> open = runs.stream()
                .filter(run -> isOpen(run) && (run.bytes() < policy.targetFileBytes() || !run.isOrdered()))
                .sorted(Comparator.comparingDouble(Run::rewrites).thenComparingLong(Run::bytes))
                .toList();
        int count = open.size();
        while (count > 0 && Run.rewritesAfter(open.subList(0, count)) > MAX_REWRITES) {
            count--;
        }
        List<Run> joined = open.subList(0, count);
        if (joined.size() < 2 && joined.stream().allMatch(Run::isOrdered)) {
            return false;
        }
        int level = joined.stream().mapToInt(Run::level).max().orElse(0);
        runs.removeAll(joined);
        runs.add(Run.join(joined, level));
        return true;
    }

    private Decision decision(
            Map<String, String> partition,
            List<DataFile> files,
            List<Run> rewritten,
            List<DataFile> purged,
            int runsBefore,
            int runsAfter,
            String reason) {
        List<Rewrite> rewrites = new ArrayList<>();
        List<DataFile> touched = new ArrayList<>(purged);
        for (Run run : rewritten) {
            touched.addAll(run.files());
            rewrites.add(rewrite(
                    partition,
                    run.files(),
                    new LayoutTag(
                            policy.order(),
                            UUID.randomUUID().toString(),
                            run.level(),
                            Run.rewritesAfter(List.of(run)))));
        }
        // Without the deleted rows a file stays in the place it has among the others of its run.
        purged.forEach(file -> rewrites.add(rewrite(
                partition,
                List.of(file),
                file.tag().filter(this::isOfThisOrder).orElseGet(() -> LayoutTag.ingested(policy.order())))));
        Instant since = (touched.isEmpty() ? files : touched)
                .stream().map(DataFile::written).min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        return new Decision(
                new PartitionPlan(
                        partition,
                        files.size(),
                        rewrites.stream()
                                .flatMap(rewrite -> rewrite.paths().stream())
                                .toList(),
                        rewrites.stream().mapToLong(Rewrite::bytesToRead).sum(),
                        touched.stream().mapToLong(DataFile::liveBytes).sum(),
                        rewrites.stream().mapToInt(Rewrite::filesToWrite).sum(),
                        runsBefore,
                        runsAfter,
                        since,
                        reason),
                List.copyOf(rewrites),
                false);
    }

    private Rewrite rewrite(Map<String, String> partition, List<DataFile> files, LayoutTag tag) {
        long bytes = files.stream().mapToLong(DataFile::bytes).sum();
        long live = files.stream().mapToLong(DataFile::liveBytes).sum();
        return new Rewrite(
                partition,
                files.stream().map(DataFile::path).toList(),
                bytes,
                (int) Math.max(1, Math.round((double) live / policy.targetFileBytes())),
                tag);
    }
}
