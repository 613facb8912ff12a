package io.lakehouse.core.error;

/**
 * Thrown when commits of other writers conflicted with every attempt until the retries were exhausted. Nothing was
 * written; it is safe to run the verb again.
 */
public final class ConcurrentWriteException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public ConcurrentWriteException(String message, Throwable cause) {
        super(message, cause);
    }
}
