package io.lakehouse.core.error;

/** A name of the metastore belongs to something else: to a view, to another kind of table, to a table elsewhere. */
public final class RegistrationConflictException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RegistrationConflictException(String message) {
        super(message);
    }
}
