package io.lakehouse.delta;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.delta.OptimizePlanner.DataFile;
import io.lakehouse.delta.OptimizePlanner.Decision;
import io.lakehouse.delta.OptimizePlanner.Policy;
import io.lakehouse.delta.OptimizePlanner.Rewrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;

/**
 * Rewrites files where that is worth it: joins small ones, sorts rows along a curve through the z-order or clustering
 * fields, drops rows that deletion vectors mark. A partition that is in shape costs nothing, so a second run rewrites
 * nothing; what a table that grows a little each day costs is bounded, see {@link OptimizePlan} for what is rewritten
 * and why. Writers win: a partition that somebody changed meanwhile is left to them.
 *
 * <p>Immutable: each setting returns a new optimise.
 */
public final class Optimize {

    /**
     * How many files, or runs of files sorted together, are joined into one, unless {@link #fanIn} says otherwise. The
     * smaller, the more is rewritten: a byte once for each power of it that has come in.
     */
    public static final int DEFAULT_FAN_IN = 20;

    private final LakehouseTable table;
    private final Settings settings;

    /** What limits an optimise. */
    record Settings(int fanIn, boolean everything, Optional<Long> maxBytes, Optional<Duration> maxDuration) {}

    Optimize(LakehouseTable table) {
        this(table, new Settings(DEFAULT_FAN_IN, false, Optional.empty(), Optional.empty()));
    }

    private Optimize(LakehouseTable table, Settings settings) {
        this.table = table;
        this.settings = settings;
    }

    /**
     * How many files of a partition that still grows, or runs of files that were sorted together, are joined into one, 2
     * or more. Default: {@link #DEFAULT_FAN_IN}.
     */
    public Optimize fanIn(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("Invalid fan-in of " + count
                    + " files: a single file has nothing to be joined with; use 2 or more.");
        }
        return new Optimize(
                table, new Settings(count, settings.everything(), settings.maxBytes(), settings.maxDuration()));
    }

    /** Rewrites all partitions, whatever shape they are in. */
    public Optimize everything() {
        return new Optimize(table, new Settings(settings.fanIn(), true, settings.maxBytes(), settings.maxDuration()));
    }

    /**
     * Reads at most so many bytes of data files; partitions beyond it are left for the next run. Default: no limit.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Optimize maxBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("Invalid budget of " + bytes + " bytes: use 1 or more.");
        }
        return new Optimize(
                table,
                new Settings(settings.fanIn(), settings.everything(), Optional.of(bytes), settings.maxDuration()));
    }

    /**
     * Begins no rewriting after so long; partitions that are left wait for the next run. Default: no limit.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Optimize maxDuration(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("Invalid budget of " + duration + ": use a positive duration.");
        }
        return new Optimize(
                table,
                new Settings(settings.fanIn(), settings.everything(), settings.maxBytes(), Optional.of(duration)));
    }

    /** What {@link #execute()} would do now. Changes nothing. */
    public OptimizePlan plan() {
        return table.inSession("optimize", "plan", () -> {
            return plan(table.snapshot());
        });
    }

    /** The plan for a version. */
    OptimizePlan plan(Snapshot snapshot) {
        return plan(snapshot, decide(snapshot));
    }

    private OptimizePlan plan(Snapshot snapshot, List<Decision> decisions) {
        return new OptimizePlan(
                table.name(),
                snapshot.version(),
                targetFileBytes(snapshot),
                decisions.stream().map(Decision::plan).toList());
    }

    private long targetFileBytes(Snapshot snapshot) {
        return FileLayout.targetFileBytes(DeltaTransaction.bytes(table.files().of(snapshot)));
    }

    List<Decision> decide(Snapshot snapshot) {
        PartitionValues partitions = PartitionValues.in(snapshot);
        List<DataFile> files = new ArrayList<>();
        for (AddFile file : table.files().of(snapshot)) {
            files.add(dataFile(file, partitions.of(file)));
        }
        Policy policy = new Policy(
                FileLayout.orderName(table.spec()),
                settings.fanIn(),
                targetFileBytes(snapshot),
                GrowingPartitions.of(snapshot),
                settings.everything());
        List<Decision> decisions = OptimizePlanner.plan(files, policy);
        return settings.maxBytes()
                .map(bytes -> OptimizePlanner.within(decisions, bytes))
                .orElse(decisions);
    }

    private static DataFile dataFile(AddFile file, Map<String, String> partition) {
        return new DataFile(
                file.path(),
                partition,
                file.size(),
                Instant.ofEpochMilli(file.modificationTime()),
                deletedShare(file),
                LayoutTag.of(file),
                file.clusteringProvider().exists(provider -> !provider.equals(FileRewriter.CLUSTERING_PROVIDER)));
    }

    /** Of a file's rows those that its deletion vector marks, 0 to 1; 1 if nobody knows how many are left. */
    static double deletedShare(AddFile file) {
        DeletionVectorDescriptor vector = file.deletionVector();
        if (vector == null) {
            return 0;
        }
        double deleted = vector.cardinality();
        return Math.min(1, deleted / (Snapshots.rows(file).orElse(0) + deleted));
    }

    /** Rewrites what {@link #plan()} names, and nothing else. */
    public OptimizeResult execute() {
        long start = System.nanoTime();
        OptimizeResult result = table.inSession("optimize", "rewrite", () -> {
            Snapshot snapshot = table.snapshot();
            table.requireWritable(snapshot);
            List<Decision> decisions = decide(snapshot);
            List<Rewrite> rewrites = decisions.stream()
                    .flatMap(decision -> decision.rewrites().stream())
                    .toList();
            FileRewriter rewriter = new FileRewriter(table, snapshot);
            rewriter.rewrite(rewrites, settings.maxDuration());
            List<Map<String, String>> beyondBudget = decisions.stream()
                    .filter(Decision::isLeft)
                    .map(decision -> decision.plan().partition())
                    .toList();
            return rewriter.result(
                    plan(snapshot, decisions), beyondBudget, Duration.ofNanos(System.nanoTime() - start));
        });
        table.report(
                "optimize",
                result.partitionsRewritten() + " partitions, "
                        + result.skipped().size() + " left to other writers, "
                        + result.left().size() + " to the next run",
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesRewritten(),
                result.elapsed());
        return result;
    }
}
