package io.lakehouse.crypto.market;

import io.lakehouse.core.error.LakehouseException;

/** Thrown for an input that is not a payload of {@code /coins/markets}: it is missing, truncated, or something else. */
public final class InvalidPayloadException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    InvalidPayloadException(String message) {
        super(message);
    }

    InvalidPayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
