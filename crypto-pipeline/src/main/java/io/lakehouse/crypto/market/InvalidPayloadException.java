package io.lakehouse.crypto.market;

import io.lakehouse.core.error.LakehouseException;

/** An input that is no payload of {@code /coins/markets}: it is missing, cut off, or something else. */
public final class InvalidPayloadException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    InvalidPayloadException(String message) {
        super(message);
    }

    InvalidPayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
