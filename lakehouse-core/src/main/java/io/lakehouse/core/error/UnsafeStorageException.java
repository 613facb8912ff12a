package io.lakehouse.core.error;

/**
 * Thrown when a disk is unsafe for commits: two processes could lose a commit, or a reader could see half of one.
 * Nothing has been committed to it.
 */
public final class UnsafeStorageException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public UnsafeStorageException(String message) {
        super(message);
    }
}
