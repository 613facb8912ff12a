package io.lakehouse.delta;

import io.lakehouse.delta.flow.PendingChanges;
import io.lakehouse.delta.log.TableSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Flows from one version of a source table into several targets, with one read of the source's log for all of them.
 * Each target reads its own changes and only the columns that it needs: caching all columns for the other targets would
 * cost more. Each target records its position in its own commit, so a target that is behind the others after a crash
 * catches up.
 *
 * <pre>{@code
 * SharedFlow days = Flow.from(silver).sharedBy(List.of(coinDaily, marketStats));
 * days.into(coinDaily).recompute(PARTITION_DATE, DAY, changed -> daily(changed));
 * days.into(marketStats).recompute(PARTITION_DATE, DAY, changed -> stats(changed));
 * }</pre>
 */
public final class SharedFlow {

    private final LakehouseTable source;
    private final TableSnapshot snapshot;
    private final Map<String, TableChanges> changes = new LinkedHashMap<>();
    private final TableChanges widest;

    SharedFlow(LakehouseTable source, List<LakehouseTable> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid flow from " + source.name() + ": it has no target tables; name at least one.");
        }
        this.source = source;
        this.snapshot = source.log().inSession("changes", "read the log", source.log()::snapshot);
        targets.forEach(target -> changes.put(target.location(), pending(target, "")));
        this.widest = new TableChanges(PendingChanges.union(
                changes.values().stream().map(TableChanges::pending).toList()));
    }

    /**
     * The flow into one of the targets.
     *
     * @throws IllegalArgumentException if the table is not one of the targets
     */
    public Flow into(LakehouseTable target) {
        if (!changes.containsKey(target.location())) {
            throw new IllegalArgumentException("Unknown target " + target.name() + " of the flow from " + source.name()
                    + ": it is not one of the tables given to sharedBy(...).");
        }
        return new Flow(source, target, Optional.of(this), "", false);
    }

    /** The changes that any of the targets has not processed yet. */
    public TableChanges changes() {
        return widest;
    }

    /** The changes that a target has not processed yet by the flow of this name. */
    TableChanges changesFor(LakehouseTable target, String flow) {
        return flow.isEmpty() ? Objects.requireNonNull(changes.get(target.location())) : pending(target, flow);
    }

    private TableChanges pending(LakehouseTable target, String flow) {
        return new TableChanges(source.log()
                .inSession(
                        "changes",
                        "read the logs",
                        () -> PendingChanges.of(source.log(), snapshot, target.log(), flow)));
    }

    /** The version of the source that all targets process. */
    TableSnapshot snapshot() {
        return snapshot;
    }
}
