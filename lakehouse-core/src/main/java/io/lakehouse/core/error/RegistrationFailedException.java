package io.lakehouse.core.error;

/** The metastore could not be told of tables, did not answer in time, or tells something else than it was told. */
public final class RegistrationFailedException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RegistrationFailedException(String message) {
        super(message);
    }

    public RegistrationFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
