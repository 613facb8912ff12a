package io.lakehouse.core.error;

import io.lakehouse.core.result.MaintenanceResult;
import java.util.List;

/** Some tables could not be maintained; the others were. The failures themselves are suppressed exceptions of this one. */
public final class MaintenanceFailedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final transient List<MaintenanceResult> results;

    public MaintenanceFailedException(String message, List<MaintenanceResult> results) {
        super(message);
        this.results = List.copyOf(results);
    }

    /** What was done all the same, in the order of the tables. */
    public List<MaintenanceResult> results() {
        return results;
    }
}
