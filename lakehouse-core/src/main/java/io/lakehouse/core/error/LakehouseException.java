package io.lakehouse.core.error;

/**
 * Something that cannot be done in the present state of a table, a session or the data. Its message names the problem
 * with its values, why it is one, and the remedy, on one line. Subtypes tell callers apart what they can act on.
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
