package io.lakehouse.core.error;

/**
 * Thrown when the location of a new table already contains unrelated files: a vacuum of the table would delete them.
 */
public final class OccupiedLocationException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public OccupiedLocationException(String message) {
        super(message);
    }
}
