package io.lakehouse.core.error;

/** Thrown when rows to write are NULL in a field that the spec requires. */
public final class MissingValueException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public MissingValueException(String message) {
        super(message);
    }
}
