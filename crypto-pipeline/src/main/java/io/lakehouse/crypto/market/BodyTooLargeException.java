package io.lakehouse.crypto.market;

import java.io.IOException;

/** A body that was not read to its end; never leaves the package. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int maxBytes) {
        super("more than " + maxBytes + " bytes");
    }
}
