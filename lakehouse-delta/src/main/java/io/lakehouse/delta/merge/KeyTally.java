package io.lakehouse.delta.merge;

import io.lakehouse.delta.spark.LocalRows;
import java.util.EnumMap;
import java.util.Map;

/** Counts judged rows. */
final class KeyTally {

    private final Map<KeyState, Long> keys = new EnumMap<>(KeyState.class);
    private long inScope;
    private boolean hasRejected;

    /** Counts a row with the columns {@link UpsertJoin#STATE}, {@code IN_SCOPE} and {@code REJECTED}. */
    KeyState add(LocalRows judged, int row) {
        KeyState state = KeyState.of(judged.getInt(row, 0));
        keys.merge(state, 1L, Long::sum);
        inScope += judged.getBoolean(row, 1) ? 1 : 0;
        hasRejected |= judged.getBoolean(row, 2);
        return state;
    }

    void addAll(KeyTally other) {
        other.keys.forEach((state, rows) -> keys.merge(state, rows, Long::sum));
        inScope += other.inScope;
        hasRejected |= other.hasRejected;
    }

    Map<KeyState, Long> keys() {
        return keys;
    }

    long inScope() {
        return inScope;
    }

    /** Whether a row must not be written as it would become. */
    boolean hasRejected() {
        return hasRejected;
    }
}
