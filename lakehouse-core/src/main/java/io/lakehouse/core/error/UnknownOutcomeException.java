package io.lakehouse.core.error;

/**
 * Thrown when it is unknown whether the table contains a commit or a batch: the storage failed while the commit was
 * being written, or the table was restored and its log no longer shows to which version. Check the table before running
 * the verb again; nothing has been cleaned up.
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
