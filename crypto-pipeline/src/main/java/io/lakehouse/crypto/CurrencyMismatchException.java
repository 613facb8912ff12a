package io.lakehouse.crypto;

import io.lakehouse.core.error.LakehouseException;

/** Prices are in another currency than those that the warehouse holds. */
public final class CurrencyMismatchException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    CurrencyMismatchException(String message) {
        super(message);
    }
}
