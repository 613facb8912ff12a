package io.lakehouse.core.error;

/**
 * It is not known whether something is in the table: a commit, because the storage failed while it was written, or a
 * batch, because the table was restored and its log no longer tells to what. Look at the table before running the verb
 * again; nothing has been cleaned up.
 */
public final class UnknownOutcomeException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(String message) {
        super(message);
    }

    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
