package io.lakehouse.core.error;

/** Other writers kept winning until the attempts or the time were used up. Nothing was written; running again is safe. */
public final class ConcurrentWriteException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public ConcurrentWriteException(String message, Throwable cause) {
        super(message, cause);
    }
}
