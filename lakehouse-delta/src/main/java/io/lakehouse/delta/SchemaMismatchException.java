package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** A table or the rows for it do not have the columns that the spec says. */
public final class SchemaMismatchException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    SchemaMismatchException(String message) {
        super(message);
    }
}
