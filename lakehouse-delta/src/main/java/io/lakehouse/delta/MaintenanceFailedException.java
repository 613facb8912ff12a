package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;
import java.util.List;

/** Some tables could not be maintained; the others were. The failures themselves are suppressed exceptions of this one. */
public final class MaintenanceFailedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    private final transient List<Maintenance.Result> results;

    MaintenanceFailedException(String message, List<Maintenance.Result> results) {
        super(message);
        this.results = List.copyOf(results);
    }

    /** What was done all the same, in the order of the tables. */
    public List<Maintenance.Result> results() {
        return results;
    }
}
