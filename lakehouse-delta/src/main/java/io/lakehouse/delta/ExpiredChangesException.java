package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** Changes that the log of a table no longer reaches back to. */
public final class ExpiredChangesException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    ExpiredChangesException(String message) {
        super(message);
    }
}
