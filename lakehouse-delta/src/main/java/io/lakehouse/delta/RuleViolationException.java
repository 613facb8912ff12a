package io.lakehouse.delta;

import io.lakehouse.core.error.LakehouseException;

/** Rows to write that violate a quality rule of the table's spec. */
public final class RuleViolationException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    RuleViolationException(String message) {
        super(message);
    }
}
