package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** Rows to replace with that the filter does not match: writing them would add to what it does not name. */
public final class RowsOutsideFilterException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RowsOutsideFilterException(String message) {
        super(message);
    }
}
