package io.lakehouse.core.error;

/** Thrown when the log of a table no longer reaches back to the requested changes. */
public final class ExpiredChangesException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public ExpiredChangesException(String message) {
        super(message);
    }
}
