package io.lakehouse.core.error;

/**
 * Thrown when the filter of a replace does not match all rows to write: the other rows would be added outside the
 * replaced part.
 */
public final class RowsOutsideFilterException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RowsOutsideFilterException(String message) {
        super(message);
    }
}
