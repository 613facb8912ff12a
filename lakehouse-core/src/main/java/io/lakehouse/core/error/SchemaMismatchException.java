package io.lakehouse.core.error;

/** A table or the rows for it do not have the columns that the spec says. */
public final class SchemaMismatchException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public SchemaMismatchException(String message) {
        super(message);
    }
}
