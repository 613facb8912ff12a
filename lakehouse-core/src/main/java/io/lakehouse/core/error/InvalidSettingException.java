package io.lakehouse.core.error;

/** Thrown when an environment variable or a Spark setting has an unusable or a harmful value. */
public final class InvalidSettingException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message) {
        super(message);
    }
}
