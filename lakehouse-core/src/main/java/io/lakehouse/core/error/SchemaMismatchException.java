package io.lakehouse.core.error;

/** Thrown when the columns of a table, or of rows to write to it, differ from its spec. */
public final class SchemaMismatchException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public SchemaMismatchException(String message) {
        super(message);
    }

    public SchemaMismatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
