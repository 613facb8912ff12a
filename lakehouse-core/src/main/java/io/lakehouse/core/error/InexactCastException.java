package io.lakehouse.core.error;

/** A value of a source cannot be cast to the type of its field without changing it. */
public final class InexactCastException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public InexactCastException(String message, Throwable cause) {
        super(message, cause);
    }
}
