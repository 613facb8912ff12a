package io.lakehouse.core.error;

/** Thrown when the storage of a warehouse does not answer, denies access to this user, or has an unsupported scheme. */
public final class UnreachableWarehouseException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnreachableWarehouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
