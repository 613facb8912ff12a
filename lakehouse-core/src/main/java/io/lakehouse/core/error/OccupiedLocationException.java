package io.lakehouse.core.error;

/** A table cannot be created where files of somebody else lie: a vacuum would take them for its own. */
public final class OccupiedLocationException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public OccupiedLocationException(String message) {
        super(message);
    }
}
