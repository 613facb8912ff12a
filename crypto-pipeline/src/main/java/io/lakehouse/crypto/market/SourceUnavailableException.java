package io.lakehouse.crypto.market;

import io.lakehouse.core.error.LakehouseException;

/** Thrown when a source is unavailable: it cannot be reached, rejects the request, or takes too long. */
public final class SourceUnavailableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    SourceUnavailableException(String message) {
        super(message);
    }

    SourceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
