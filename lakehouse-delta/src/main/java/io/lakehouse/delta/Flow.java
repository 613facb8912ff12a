package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table that follows another, partition by partition. The commit that writes the target records which version of the
 * source it has come to, so that a run costs what changed since: a rerun does nothing, a run after a crash resumes, and
 * late data and backfills recompute the partitions that they touch. Of twins that run at once, one has an effect.
 *
 * <pre>{@code
 * Flow.from(bronze).into(silver).upsert(verb -> verb.latestBy(INGESTED_AT), changed -> cleaned(changed));
 * Flow.from(silver).into(gold).recompute(PARTITION_DATE, GOLD_DATE, days -> daily(days));
 * }</pre>
 *
 * <p>Tables that follow the same one can {@linkplain Source#sharedBy share} the look at its log.
 */
public final class Flow {

    private final LakehouseTable source;
    private final LakehouseTable target;

    private final Optional<SharedFlow> shared;

    Flow(LakehouseTable source, LakehouseTable target, Optional<SharedFlow> shared) {
        this.source = source;
        this.target = target;
        this.shared = shared;
    }

    /** A flow that begins at this table. */
    public static Source from(LakehouseTable source) {
        return new Source(source);
    }

    /** Where a flow begins. */
    public record Source(LakehouseTable table) {

        /** The flow that ends in this table. */
        public Flow into(LakehouseTable target) {
            return new Flow(table, target, Optional.empty());
        }

        /** One look at what changed, for several tables that follow. */
        public SharedFlow sharedBy(List<LakehouseTable> targets) {
            return new SharedFlow(table, targets);
        }
    }

    /** What the target has not followed yet, from the logs alone. */
    public TableChanges changes() {
        return shared.map(flow -> flow.changesFor(target)).orElseGet(() -> source.changesFor(target));
    }

    /**
     * Upserts what the transformation makes of all rows in the changed partitions.
     *
     * @param settings of the upsert, for example {@code verb -> verb.latestBy(INGESTED_AT)}
     * @return empty if nothing has changed: nothing was read but the logs
     */
    public Optional<UpsertResult> upsert(UnaryOperator<Upsert> settings, UnaryOperator<Dataset<Row>> transformation) {
        TableChanges changes = changes();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                settings.apply(target.upsert()).following(changes).execute(transformation.apply(changes.rows())));
    }

    /**
     * Replaces values of a field of the target by what the transformation makes of all rows of the source that have one
     * of the changed values; those that the source has no longer become empty in the target.
     *
     * @param from a field that the source is partitioned by
     * @param to the field of the target with the same values
     * @return empty if nothing has changed: nothing was read but the logs
     * @throws MissingValueException if a changed partition is that of NULL, which no filter matches
     */
    public <T> Optional<ReplaceResult> recompute(
            Field<T> from, Field<T> to, UnaryOperator<Dataset<Row>> transformation) {
        TableChanges changes = changes();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        List<T> values = changes.values(from);
        for (Map<String, String> partition : changes.partitions()) {
            if (partition.get(from.name()) == null) {
                throw DeltaErrors.partitionOfNull(source.name(), from);
            }
        }
        return Optional.of(
                target.replace(to.in(values)).following(changes).execute(transformation.apply(changes.rowsOf(from))));
    }
}
