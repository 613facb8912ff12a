package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** More of a batch breaks the rules than its user allows; no table has changed. */
public final class RefusedDataException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RefusedDataException(String message) {
        super(message);
    }
}
