package io.lakehouse.core.error;

/** An environment variable or a Spark setting holds a value that cannot be used, or one that would do harm. */
public final class InvalidSettingException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message) {
        super(message);
    }
}
