package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** Thrown when more records of a batch break a rule than the user allows. No table has changed. */
public final class RefusedDataException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RefusedDataException(String message) {
        super(message);
    }
}
