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
 * Rewrites files where that is worthwhile: compacts small files, sorts rows along a space-filling curve through the
 * z-order or clustering fields, and drops rows that deletion vectors mark. A partition that is in shape costs nothing,
 * so a second run is a no-op. The rewriting in a table that grows a little each day is bounded; {@link OptimizePlan}
 * shows what is rewritten and why. Writers win conflicts: a partition that another writer has changed in the meantime
 * is skipped. A table with features that the verbs do not write is left to Delta's own {@code OPTIMIZE}, which rewrites
 * what it finds worthwhile, as soon as the plan has anything to rewrite; it knows no budgets.
 *
 * <p>Immutable: each setting returns a new instance.
 */
public final class Optimize {

    /**
     * The default {@link #fanIn}. A smaller fan-in rewrites more: the number of times that each byte is rewritten is
     * about the logarithm of the number of ingested files, to the base of the fan-in.
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
     * Sets how many files of a growing partition, or sorted runs of files, are merged into one, 2 or more. Default:
     * {@link #DEFAULT_FAN_IN}.
     */
    public Optimize fanIn(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("Invalid fan-in of " + count
                    + " files: a single file cannot be merged with itself; use 2 or more.");
        }
        return new Optimize(
                table, new OptimizeSettings(count, settings.everything(), settings.maxBytes(), settings.maxDuration()));
    }

    /** Rewrites all partitions, whatever their layout. */
    public Optimize everything() {
        return new Optimize(
                table, new OptimizeSettings(settings.fanIn(), true, settings.maxBytes(), settings.maxDuration()));
    }

    /**
     * Reads at most this many bytes of data files; partitions beyond the limit are left for the next run. Default: no
     * limit.
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
     * Starts no rewrite after this duration; the remaining partitions are left for the next run. Default: no limit.
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

    /**
     * Rewrites what {@link #plan()} lists, and nothing else.
     *
     * @throws IllegalArgumentException if there is a budget, and Delta's own command has to rewrite the table
     */
    public OptimizeResult execute() {
        long start = System.nanoTime();
        OptimizeResult result = table.inSession("optimize", "rewrite", () -> {
            TableSnapshot snapshot = table.snapshot();
            table.requireWritable(snapshot);
            if (snapshot.reasonForDelta().isPresent()
                    && (settings.maxBytes().isPresent()
                            || settings.maxDuration().isPresent())) {
                throw DeltaErrors.noBudget(
                        table.name(), snapshot.reasonForDelta().get());
            }
            return LayoutPlan.of(table, snapshot, settings).execute(start);
        });
        table.report(
                "optimize",
                result.partitionsRewritten() + " partitions, "
                        + result.skipped().size() + " skipped because of other writers, "
                        + result.left().size() + " left for the next run",
                result.filesAdded(),
                result.filesRemoved(),
                result.bytesRewritten(),
                result.elapsed());
        return result;
    }
}
