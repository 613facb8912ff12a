package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** There is no Delta table where one was expected. */
public final class UnknownTableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnknownTableException(String message) {
        super(message);
    }
}
