package io.lakehouse.core.error;

/** There is no Delta table where one was expected. */
public final class UnknownTableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnknownTableException(String message) {
        super(message);
    }
}
