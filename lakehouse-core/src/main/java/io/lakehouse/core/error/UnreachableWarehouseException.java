package io.lakehouse.core.error;

/** A warehouse whose storage does not answer, does not let this user in, or is of a kind that nobody here knows. */
public final class UnreachableWarehouseException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnreachableWarehouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
