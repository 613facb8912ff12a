package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** A verb that would change or remove rows of a table that only takes new ones. */
public final class AppendOnlyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    AppendOnlyException(String message) {
        super(message);
    }
}
