package io.lakehouse.crypto.market;

import java.io.IOException;

/** Thrown when a response body is larger than allowed. Never leaves the package. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int maxBytes) {
        super("larger than " + maxBytes + " bytes");
    }
}
