package io.lakehouse.core.error;

/** Changes that the log of a table no longer reaches back to. */
public final class ExpiredChangesException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public ExpiredChangesException(String message) {
        super(message);
    }
}
