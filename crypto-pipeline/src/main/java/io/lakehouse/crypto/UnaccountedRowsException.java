package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** Rows came out of a stage that did not go in, or the other way round. */
public final class UnaccountedRowsException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnaccountedRowsException(String message) {
        super(message);
    }
}
