package io.lakehouse.core.error;

import io.lakehouse.core.result.MaintenanceResult;
import java.util.List;

/**
 * Thrown when the maintenance of some tables failed, after all tables have had their turn. The individual failures are
 * attached as suppressed exceptions.
 */
public final class MaintenanceFailedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final transient List<MaintenanceResult> results;

    public MaintenanceFailedException(String message, List<MaintenanceResult> results) {
        super(message);
        this.results = List.copyOf(results);
    }

    /** The results of all tables in order, including those that failed. */
    public List<MaintenanceResult> results() {
        return results;
    }
}
