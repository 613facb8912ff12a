package io.lakehouse.core.error;

/** Thrown when keys do not identify the rows to write: a key is NULL, or several rows share one. */
public final class InvalidKeyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public InvalidKeyException(String message) {
        super(message);
    }
}
