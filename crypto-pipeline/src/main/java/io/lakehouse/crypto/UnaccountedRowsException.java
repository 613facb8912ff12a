package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** Thrown when the rows that a stage read and the rows it wrote, dropped as duplicates or refused do not add up. */
public final class UnaccountedRowsException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnaccountedRowsException(String message) {
        super(message);
    }
}
