package io.lakehouse.core.error;

/** Thrown when rows to write violate a quality rule of the table's spec. */
public final class RuleViolationException extends LakehouseException {

    private static final long serialVersionUID = 1L;

    public RuleViolationException(String message) {
        super(message);
    }
}
