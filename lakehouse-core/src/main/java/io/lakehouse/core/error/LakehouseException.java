package io.lakehouse.core.error;

/**
 * Thrown when an operation is impossible in the current state of a table, a session or the data. The one-line message
 * states the problem with its values, the reason and the remedy. Subtypes distinguish the failures that callers can act
 * on.
 */
public class LakehouseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LakehouseException(String message) {
        super(message);
    }

    public LakehouseException(String message, Throwable cause) {
        super(message, cause);
    }
}
