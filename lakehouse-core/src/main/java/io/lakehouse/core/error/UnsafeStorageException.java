package io.lakehouse.core.error;

/** A disk on which commits of two processes could be lost, or half of one seen. Nothing has been committed to it. */
public final class UnsafeStorageException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnsafeStorageException(String message) {
        super(message);
    }
}
