package io.lakehouse.delta.merge;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import java.time.Instant;
import java.util.List;

/**
 * The fields of a table that define when a version of a row is valid.
 *
 * @param from start of validity, part of the key
 * @param to end of validity; NULL in the current version
 * @param isCurrent whether no later version is known
 */
public record Validity(Field<Instant> from, Field<Instant> to, Field<Boolean> isCurrent) {

    /**
     * Checks that a table with this spec can keep versions by these fields.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public void requireFits(TableSpec spec) {
        if (!spec.keyFields().contains(from) || spec.keyFields().size() < 2) {
            throw MergeErrors.notHistorized(
                    spec, "its key has to consist of the fields that identify an entity, and " + from.name());
        }
        if (to.isRequired()) {
            throw MergeErrors.notHistorized(spec, to.name() + " has to be optional: the current version has no end");
        }
        if (spec.partitionFields().contains(to) || spec.partitionFields().contains(isCurrent)) {
            throw MergeErrors.notHistorized(
                    spec, "it cannot be partitioned by " + to.name() + " or " + isCurrent.name() + ", which change");
        }
    }

    /** The fields that identify an entity across its versions: the key without {@code from}. */
    public List<Field<?>> entityFields(TableSpec spec) {
        return spec.keyFields().stream().filter(field -> field != from).toList();
    }
}
