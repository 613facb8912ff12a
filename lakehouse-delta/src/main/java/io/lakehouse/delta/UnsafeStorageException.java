package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** A disk on which commits of two processes could be lost, or half of one seen. Nothing has been committed to it. */
public final class UnsafeStorageException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnsafeStorageException(String message) {
        super(message);
    }
}
