package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/**
 * A commit of which it is not known whether it is in the log, because the storage failed. Look at the table's
 * history before running the verb again; nothing has been cleaned up.
 */
public final class UnknownOutcomeException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
