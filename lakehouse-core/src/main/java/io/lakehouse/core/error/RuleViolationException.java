package io.lakehouse.core.error;

/** Rows to write that violate a quality rule of the table's spec. */
public final class RuleViolationException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RuleViolationException(String message) {
        super(message);
    }
}
