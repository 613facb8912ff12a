package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** Rows to upsert that cannot be told apart: keys that are NULL, or keys that several rows share. */
public final class InvalidKeyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    InvalidKeyException(String message) {
        super(message);
    }
}
