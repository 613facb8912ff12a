package io.lakehouse.core.session;

import io.lakehouse.core.error.LakehouseException;

/**
 * Thrown when a Hive metastore is unusable: it is unreachable, rejects the user, or lacks its schema or its JDBC
 * driver.
 */
public final class MetastoreUnavailableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public MetastoreUnavailableException(String message) {
        super(message);
    }

    public MetastoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
