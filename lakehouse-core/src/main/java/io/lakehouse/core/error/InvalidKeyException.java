package io.lakehouse.core.error;

/** Rows to upsert that cannot be told apart: keys that are NULL, or keys that several rows share. */
public final class InvalidKeyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public InvalidKeyException(String message) {
        super(message);
    }
}
