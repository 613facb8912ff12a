package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** Thrown when prices are in another currency than those in the warehouse. */
public final class CurrencyMismatchException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    CurrencyMismatchException(String message) {
        super(message);
    }
}
