package io.lakehouse.core.error;

/** Thrown when there is no Delta table at the expected location. */
public final class UnknownTableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnknownTableException(String message) {
        super(message);
    }
}
