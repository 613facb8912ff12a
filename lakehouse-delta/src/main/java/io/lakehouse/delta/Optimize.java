package io.lakehouse.delta;

import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.delta.layout.LayoutPlan;
import io.lakehouse.delta.layout.OptimizeSettings;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import java.time.Duration;
import java.util.Optional;

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
    public static final int DEFAULT_FAN_IN = OptimizeSettings.DEFAULT_FAN_IN;

    private final TableLog table;
    private final OptimizeSettings settings;

    Optimize(TableLog table) {
        this(table, OptimizeSettings.DEFAULT);
    }

    private Optimize(TableLog table, OptimizeSettings settings) {
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
                table, new OptimizeSettings(count, settings.everything(), settings.maxBytes(), settings.maxDuration()));
    }

    /** Rewrites all partitions, whatever shape they are in. */
    public Optimize everything() {
        return new Optimize(
                table, new OptimizeSettings(settings.fanIn(), true, settings.maxBytes(), settings.maxDuration()));
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
                new OptimizeSettings(
                        settings.fanIn(), settings.everything(), Optional.of(bytes), settings.maxDuration()));
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
                new OptimizeSettings(
                        settings.fanIn(), settings.everything(), settings.maxBytes(), Optional.of(duration)));
    }

    /** What {@link #execute()} would do now. Changes nothing. */
    public OptimizePlan plan() {
        return table.inSession(
                "optimize",
                "plan",
                () -> LayoutPlan.of(table, table.snapshot(), settings).toOptimizePlan());
    }

    /** Rewrites what {@link #plan()} names, and nothing else. */
    public OptimizeResult execute() {
        long start = System.nanoTime();
        OptimizeResult result = table.inSession("optimize", "rewrite", () -> {
            TableSnapshot snapshot = table.snapshot();
            table.requireWritable(snapshot);
            return LayoutPlan.of(table, snapshot, settings).execute(start);
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
