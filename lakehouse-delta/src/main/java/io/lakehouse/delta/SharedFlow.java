package io.lakehouse.delta;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Several tables that follow one and the same version of another: what changed in it is read once and kept, in memory
 * or on local disk, until closed. Each target still records its own position in its own commit; one that is behind the
 * others, after a crash, reads what it lacks by itself.
 *
 * <pre>{@code
 * try (SharedFlow days = Flow.from(silver).sharedBy(List.of(coinDaily, marketStats))) {
 *   days.into(coinDaily).recompute(PARTITION_DATE, DAY, changed -> daily(changed));
 *   days.into(marketStats).recompute(PARTITION_DATE, DAY, changed -> stats(changed));
 * }
 * }</pre>
 */
public final class SharedFlow implements AutoCloseable {

    private final LakehouseTable source;
    private final Map<String, TableChanges> changes = new LinkedHashMap<>();
    private final TableChanges widest;
    private final Optional<PinnedRows> pinned;

    SharedFlow(LakehouseTable source, List<LakehouseTable> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid flow from " + source.name() + ": there is no table to share it.");
        }
        this.source = source;
        List<TableChanges> each =
                source.inSession("changes", "read the logs", () -> TableChanges.pending(source, targets));
        for (int index = 0; index < targets.size(); index++) {
            changes.put(targets.get(index).location(), each.get(index));
        }
        this.widest = TableChanges.union(each);
        long readers = each.stream().filter(this::isWidest).count();
        this.pinned = readers > 1 && !widest.isEmpty() ? Optional.of(PinnedRows.of(widest.rows())) : Optional.empty();
    }

    private boolean isWidest(TableChanges own) {
        return own.partitions().equals(widest.partitions());
    }

    /**
     * The flow into one of the targets.
     *
     * @throws IllegalArgumentException if the table is none of them
     */
    public Flow into(LakehouseTable target) {
        if (!changes.containsKey(target.location())) {
            throw new IllegalArgumentException("Unknown table " + target.name() + " of a flow from " + source.name()
                    + ": it is none of those that share it.");
        }
        return new Flow(source, target, Optional.of(this));
    }

    /** What any of the targets has not followed yet. */
    public TableChanges changes() {
        return widest;
    }

    TableChanges changesFor(LakehouseTable target) {
        return Objects.requireNonNull(changes.get(target.location()));
    }

    /** The rows that were read for all, if they are just those of these changes. */
    Optional<Dataset<Row>> rows(TableChanges own) {
        return pinned.filter(kept -> isWidest(own)).map(PinnedRows::rows);
    }

    /** Lets go of the rows. */
    @Override
    public void close() {
        pinned.ifPresent(PinnedRows::close);
    }
}
