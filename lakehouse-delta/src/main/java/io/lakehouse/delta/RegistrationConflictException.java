package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** A name of the metastore belongs to something else: to a view, to another kind of table, to a table elsewhere. */
public final class RegistrationConflictException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RegistrationConflictException(String message) {
        super(message);
    }
}
