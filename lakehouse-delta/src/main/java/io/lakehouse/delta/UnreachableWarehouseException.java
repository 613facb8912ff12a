package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** A warehouse whose storage does not answer, does not let this user in, or is of a kind that nobody here knows. */
public final class UnreachableWarehouseException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnreachableWarehouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
