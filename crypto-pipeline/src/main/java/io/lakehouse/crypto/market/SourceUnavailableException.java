package io.lakehouse.crypto.market;

import io.lakehouse.core.error.LakehouseException;

/** A source that gives no payload now: it cannot be reached, refuses the request, or takes too long. */
public final class SourceUnavailableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    SourceUnavailableException(String message) {
        super(message);
    }

    SourceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
