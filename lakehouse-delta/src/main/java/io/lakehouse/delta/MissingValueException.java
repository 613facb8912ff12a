package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** Rows to write that are NULL in a field that the spec requires. */
public final class MissingValueException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    MissingValueException(String message) {
        super(message);
    }
}
