package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/**
 * It is not known whether something is in the table: a commit, because the storage failed while it was written, or a
 * batch, because the table was restored and its log no longer tells to what. Look at the table before running the verb
 * again; nothing has been cleaned up.
 */
public final class UnknownOutcomeException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(String message) {
        super(message);
    }

    UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
