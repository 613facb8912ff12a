package io.lakehouse.core.error;

/**
 * Thrown when a name in the metastore belongs to something else: a view, a table of another format, or a table at
 * another location.
 */
public final class RegistrationConflictException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RegistrationConflictException(String message) {
        super(message);
    }
}
