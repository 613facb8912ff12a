package io.lakehouse.core.error;

/** Thrown when a verb would change or remove rows of an append-only table. */
public final class AppendOnlyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public AppendOnlyException(String message) {
        super(message);
    }
}
