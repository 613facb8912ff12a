package io.lakehouse.delta;

import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.delta.flow.FieldValues;
import io.lakehouse.delta.flow.FlowErrors;
import io.lakehouse.delta.flow.PendingChanges;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps a target table up to date with a source table, partition by partition. The commit that writes the target also
 * records its position, the source version that it has processed, so each run processes only what changed since: a
 * rerun is a no-op, a run after a crash resumes, and late data and backfills recompute the partitions that they touch.
 * If two identical runs execute concurrently, one takes effect.
 *
 * <pre>{@code
 * Flow.from(bronze).into(silver).upsert(verb -> verb.latestBy(INGESTED_AT), changed -> cleaned(changed));
 * Flow.from(silver).into(gold).recompute(PARTITION_DATE, GOLD_DATE, days -> daily(days));
 * }</pre>
 *
 * <p>Restoring the target also restores its position, so the next run reprocesses what was lost.
 *
 * <p>Several flows between the same two tables need {@linkplain #named names}. Targets with the same source can
 * {@linkplain Source#sharedBy share} one read of its log.
 */
public final class Flow {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    private final LakehouseTable source;
    private final LakehouseTable target;
    private final Optional<SharedFlow> shared;
    private final String name;
    private final boolean isRebuild;

    Flow(LakehouseTable source, LakehouseTable target, Optional<SharedFlow> shared, String name, boolean isRebuild) {
        this.source = source;
        this.target = target;
        this.shared = shared;
        this.name = name;
        this.isRebuild = isRebuild;
    }

    /** Starts a flow from this source table. */
    public static Source from(LakehouseTable source) {
        return new Source(source);
    }

    /** The source of a flow. */
    public record Source(LakehouseTable table) {

        /** The flow into this target table. */
        public Flow into(LakehouseTable target) {
            return new Flow(table, target, Optional.empty(), "", false);
        }

        /** Finds the changes once for several target tables. */
        public SharedFlow sharedBy(List<LakehouseTable> targets) {
            return new SharedFlow(table, targets);
        }
    }

    /**
     * The same flow under this name, with a position of its own. Without a name there can be only one flow between two
     * tables. A second one is rejected if it has another verb or other fields, or if this process has run a flow with
     * another transformation. Flows of different processes that differ only in their transformation cannot be told
     * apart.
     *
     * @param flow letters, digits, {@code _}, {@code -} and {@code .}
     */
    public Flow named(String flow) {
        if (!NAME.matcher(flow).matches()) {
            throw new IllegalArgumentException("Invalid name '" + flow + "' of a flow from " + source.name() + " into "
                    + target.name() + ": use letters, digits, '_', '-' and '.'.");
        }
        return new Flow(source, target, shared, flow, isRebuild);
    }

    /** The same flow, but it processes the whole source again, whatever the position of the target. */
    public Flow rebuild() {
        return new Flow(source, target, shared, name, true);
    }

    /** The changes that the target has not processed yet, from the logs alone. */
    public TableChanges changes() {
        if (isRebuild) {
            return read(() -> PendingChanges.rebuild(
                    source.log(),
                    shared.map(SharedFlow::snapshot).orElseGet(source.log()::snapshot),
                    target.log(),
                    name));
        }
        return shared.map(flow -> flow.changesFor(target, name))
                .orElseGet(() ->
                        read(() -> PendingChanges.of(source.log(), source.log().snapshot(), target.log(), name)));
    }

    private TableChanges read(Supplier<PendingChanges> logs) {
        return new TableChanges(source.log().inSession("changes", "read the logs", logs));
    }

    /**
     * Transforms all rows of the changed partitions and upserts the result.
     *
     * @param settings configures the upsert, for example {@code verb -> verb.latestBy(INGESTED_AT)}
     * @return the result; empty if nothing has changed, and then only the logs were read
     * @throws IllegalArgumentException if another flow has the same position
     */
    public Optional<UpsertResult> upsert(UnaryOperator<Upsert> settings, UnaryOperator<Dataset<Row>> transformation) {
        return run(
                "upsert",
                transformation,
                changes -> changes.isEmpty()
                        ? Optional.empty()
                        : Optional.of(settings.apply(target.upsert())
                                .following(new TableChanges(changes))
                                .execute(transformation.apply(changes.rows()))));
    }

    /**
     * Recomputes the changed values of a field: transforms all source rows that have one of these values, and replaces
     * the target rows that have them with the result. Values that the source no longer has are deleted from the target.
     *
     * @param from a field that the source is partitioned by
     * @param to the field of the target with the same values
     * @return the result; empty if nothing has changed, and then only the logs were read
     * @throws IllegalArgumentException if another flow has the same position
     * @throws MissingValueException if a changed partition has the value NULL, which no filter matches
     */
    public <T> Optional<ReplaceResult> recompute(
            Field<T> from, Field<T> to, UnaryOperator<Dataset<Row>> transformation) {
        return run("recompute " + from.name() + " into " + to.name(), transformation, changes -> {
            Set<T> values = new LinkedHashSet<>(changes.values(from));
            for (Map<String, String> partition : changes.partitions()) {
                if (partition.get(from.name()) == null) {
                    throw FlowErrors.partitionOfNull(source.name(), from);
                }
            }
            if (changes.since().isEmpty()) {
                // Values that the source has lost since the target last processed it are known only to the target.
                values.addAll(FieldValues.of(target.log(), to));
            }
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(target.replace(to.in(values))
                            .following(new TableChanges(changes))
                            .execute(transformation.apply(changes.rowsOf(from))));
        });
    }

    private <R> Optional<R> run(
            String verb, UnaryOperator<Dataset<Row>> transformation, Function<PendingChanges, Optional<R>> action) {
        PendingChanges changes = changes().pending().by(verb);
        if (isRebuild) {
            return action.apply(changes);
        }
        String flow = target.location() + " " + changes.stream();
        if (name.isEmpty()) {
            if (changes.isOfOtherVerb(verb)) {
                throw FlowErrors.secondFlow(
                        source.name(), target.name(), "a flow with another verb or other fields has run between them");
            } else if (target.flows().isOther(flow, transformation, changes::noRows)) {
                throw FlowErrors.secondFlow(
                        source.name(),
                        target.name(),
                        "this process has run a flow with another transformation between them");
            }
        }
        Optional<R> result = action.apply(changes);
        target.flows().ran(flow, transformation);
        return result;
    }
}
