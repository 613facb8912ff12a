package io.lakehouse.core.error;

/** Rows to replace with that the filter does not match: writing them would add to what it does not name. */
public final class RowsOutsideFilterException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RowsOutsideFilterException(String message) {
        super(message);
    }
}
