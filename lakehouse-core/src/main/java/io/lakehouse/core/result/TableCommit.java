package io.lakehouse.core.result;

import java.time.Instant;
import java.util.Map;

/**
 * One commit of a table.
 *
 * @param operation Delta's name of the operation, for example {@code MERGE}
 * @param metrics Delta's metrics of the operation, for example {@code numOutputRows}; empty if none were recorded
 */
public record TableCommit(long version, Instant timestamp, String operation, Map<String, String> metrics) {

    public TableCommit {
        metrics = Map.copyOf(metrics);
    }
}
