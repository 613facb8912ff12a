package io.lakehouse.core.error;

/** A verb that would change or remove rows of a table that only takes new ones. */
public final class AppendOnlyException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public AppendOnlyException(String message) {
        super(message);
    }
}
