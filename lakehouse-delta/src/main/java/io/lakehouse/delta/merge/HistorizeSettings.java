package io.lakehouse.delta.merge;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.flow.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** How the versions of rows are kept. */
@Value.Immutable
@LakehouseStyle
public interface HistorizeSettings {

    Validity validity();

    /** Fields whose change alone does not make a new version, and is dropped. */
    List<Field<?>> ignored();

    /** The fields whose change makes a new version; empty for all. Other fields are corrected in their version. */
    List<Field<?>> tracked();

    /** The fields by which one of several rows for the same version is chosen; empty if there may be only one. */
    List<Field<?>> latestBy();

    /** The source rows that end the validity of their entity. */
    Optional<RowFilter> deletingWhere();

    /** When entities end that the source does not have; empty if they do not. */
    Optional<Instant> closingOthersAt();

    /** The greatest share of the current versions that {@link #closingOthersAt} may close, in percent. */
    @Value.Default
    default int maxClosedPercent() {
        return 50;
    }

    /** How long events are remembered that no version shows: deletes, and rows that change nothing. */
    @Value.Default
    default Duration memory() {
        return UpsertSettings.DEFAULT_MEMORY;
    }

    /** The position in the source that is recorded with the commit. */
    Optional<SourcePosition> following();

    /** Whether to cast values that fit exactly. */
    @Value.Default
    default boolean casts() {
        return false;
    }

    /** Whether columns of the source that the table does not have are added to it. */
    @Value.Default
    default boolean evolves() {
        return false;
    }

    /** The fields of {@link #latestBy} that are not part of the key. */
    default List<Field<?>> latestOrder(TableSpec spec) {
        return latestBy().stream()
                .filter(field -> !spec.keyFields().contains(field))
                .distinct()
                .toList();
    }

    /** The fields by which the table remembers ends. */
    default List<Field<?>> endOrder() {
        return memory().isZero() ? List.of() : List.of(validity().from());
    }

    /** The fields by which the table remembers events that change nothing; empty if it does not. */
    default List<Field<?>> unchangedOrder(TableSpec spec) {
        if (memory().isZero() || latestBy().isEmpty()) {
            return List.of();
        }
        List<Field<?>> order = new ArrayList<>(List.of(validity().from()));
        order.addAll(latestOrder(spec));
        return order;
    }

    /** Rejects settings that contradict each other. */
    @Value.Check
    default void check() {
        if (!ignored().isEmpty() && !tracked().isEmpty()) {
            throw MergeErrors.contradiction("ignoringChangesIn(...)", "trackingChangesIn(...)");
        }
        if (closingOthersAt().isPresent() && deletingWhere().isPresent()) {
            throw MergeErrors.contradiction("closingOthers(...)", "deletingWhere(...)");
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Builds settings. */
    class Builder extends ImmutableHistorizeSettings.Builder {}
}
