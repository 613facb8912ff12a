package io.lakehouse.delta.merge;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.flow.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.immutables.value.Value;

/** What an upsert does with the rows of its source. */
@Value.Immutable
@LakehouseStyle
public interface UpsertSettings {

    Duration DEFAULT_MEMORY = Duration.ofDays(7);

    /** The fields by which the latest of several rows with the same key is chosen; empty if keys have to be unique. */
    List<Field<?>> latestBy();

    /** Fields to ignore in the comparison: a row that differs only in these counts as unchanged. */
    List<Field<?>> ignored();

    /** The source rows that delete the row of their key. */
    Optional<RowFilter> deletingWhere();

    /** The field in which a deleted row is marked; empty if it is removed. */
    Optional<Field<Boolean>> deletedMark();

    /** How long the keys of deleted rows are remembered; zero for not at all. */
    Optional<Duration> memory();

    /** Whether rows of the table never change. */
    @Value.Default
    default boolean insertsOnly() {
        return false;
    }

    /** Whether rows of the table are deleted if the source does not have their key. */
    @Value.Default
    default boolean deletesOthers() {
        return false;
    }

    /** The rows that {@link #deletesOthers} is about; empty if that is all of them. */
    Optional<RowFilter> othersScope();

    /** The greatest share of the rows that {@link #deletesOthers} may delete, in percent. */
    @Value.Default
    default int maxDeletedPercent() {
        return 50;
    }

    /** The fields to update in existing rows; empty for all. */
    List<Field<?>> updatingOnly();

    /** The fields that an event does not carry if they are NULL in it. */
    List<Field<?>> keptWhereNull();

    /** The events in which NULL in one of these fields is its value. */
    Map<Field<?>, RowFilter> nullWhere();

    /** The field of the feed with the names of the fields that an event carries. */
    Optional<Field<?>> changedFields();

    /** The field of the table with the order of values that are older than their row. */
    Optional<Field<?>> fieldOrders();

    /** The position in the source that is recorded with the commit. */
    Optional<SourcePosition> following();

    /** Whether to cast values that fit exactly. */
    @Value.Default
    default boolean casts() {
        return false;
    }

    /** Takes the rows that must not be written; empty if there may be none. */
    Optional<Consumer<Dataset<Row>>> quarantine();

    /** Whether columns of the source that the table does not have are added to it. */
    @Value.Default
    default boolean evolves() {
        return false;
    }

    /** Rejects settings that contradict each other. */
    @Value.Check
    default void check() {
        if (insertsOnly()) {
            refuse(deletingWhere().isPresent(), "insertingOnly()", "deletingWhere(...)");
            refuse(deletesOthers(), "insertingOnly()", "deletingOthers()");
            refuse(!ignored().isEmpty(), "insertingOnly()", "ignoringChangesIn(...)");
            refuse(isPartial(), "insertingOnly()", "fields to update");
        }
        if (changedFields().isPresent()) {
            refuse(!updatingOnly().isEmpty(), "updatingFieldsIn(...)", "updatingOnly(...)");
            refuse(!keptWhereNull().isEmpty(), "updatingFieldsIn(...)", "keepingOldWhereNull(...)");
        }
        if (deletesOthers()) {
            refuse(deletingWhere().isPresent(), "deletingOthers()", "deletingWhere(...)");
            refuse(following().isPresent(), "deletingOthers()", "following(...)");
            refuse(isPartial(), "deletingOthers()", "fields to update");
            // A refused row would look as if it were gone.
            refuse(quarantine().isPresent(), "deletingOthers()", "quarantining(...)");
        }
    }

    /** Whether events carry some of the fields only. */
    default boolean isPartial() {
        return !updatingOnly().isEmpty()
                || !keptWhereNull().isEmpty()
                || changedFields().isPresent()
                || marksEvents();
    }

    /** Whether an event can mark a row as deleted; it carries nothing else. */
    default boolean marksEvents() {
        return deletedMark().isPresent() && deletingWhere().isPresent();
    }

    /** The fields of {@link #latestBy} that are not part of the key. */
    default List<Field<?>> latestOrder(TableSpec spec) {
        return latestBy().stream()
                .filter(field -> !spec.keyFields().contains(field))
                .distinct()
                .toList();
    }

    /** How long the deletes of the feed are remembered; empty for not at all. */
    default Optional<Duration> rememberedFor(TableSpec spec) {
        return deletingWhere().isPresent() && !latestOrder(spec).isEmpty()
                ? Optional.of(memory().orElse(DEFAULT_MEMORY)).filter(memory -> !memory.isZero())
                : Optional.empty();
    }

    /** Whether the table forgets the deletes that it remembers. */
    default boolean forgetsDeletes() {
        return memory().filter(Duration::isZero).isPresent();
    }

    /**
     * Checks that no setting lacks another one.
     *
     * @throws IllegalArgumentException if one does
     */
    default void requireComplete(TableSpec spec) {
        if (deletedMark().isPresent() && deletingWhere().isEmpty() && !deletesOthers()) {
            throw MergeErrors.settingNeeds("markingDeleted(...)", "deletingWhere(...) or deletingOthers()");
        }
        if (memory().filter(kept -> !kept.isZero()).isPresent()
                && rememberedFor(spec).isEmpty()) {
            throw MergeErrors.settingNeeds("rememberingDeletes(...)", "deletingWhere(...) and latestBy(...)");
        }
        nullWhere().keySet().stream()
                .filter(field -> !keptWhereNull().contains(field))
                .findFirst()
                .ifPresent(field -> {
                    throw MergeErrors.settingNeeds("nullWhere(...)", "keepingOldWhereNull(" + field.name() + ")");
                });
        fieldOrders().ifPresent(orders -> {
            if (!isPartial()) {
                throw MergeErrors.settingNeeds(
                        "keepingOrderIn(...)", "keepingOldWhereNull(...) or updatingFieldsIn(...)");
            }
            if (latestBy().size() != 1
                    || latestOrder(spec).isEmpty()
                    || !(orders.type().sparkType() instanceof MapType map)
                    || !map.keyType().equals(DataTypes.StringType)
                    || !map.valueType().equals(latestBy().get(0).type().sparkType())) {
                throw MergeErrors.badFieldOrders(orders, latestBy());
            }
        });
    }

    private static void refuse(boolean isSet, String one, String other) {
        if (isSet) {
            throw MergeErrors.contradiction(one, other);
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Builds settings. */
    class Builder extends ImmutableUpsertSettings.Builder {}
}
