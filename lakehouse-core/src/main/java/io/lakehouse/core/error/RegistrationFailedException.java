package io.lakehouse.core.error;

/**
 * Thrown when tables cannot be registered: the metastore fails, does not answer in time, or returns an entry that
 * differs from the one written.
 */
public final class RegistrationFailedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RegistrationFailedException(String message) {
        super(message);
    }

    public RegistrationFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
