package io.lakehouse.core.session;

import io.lakehouse.core.error.LakehouseException;

/** A Hive metastore cannot be used as it is: unreachable, refusing the user, without its schema or its driver. */
public final class MetastoreUnavailableException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    MetastoreUnavailableException(String message) {
        super(message);
    }

    MetastoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
