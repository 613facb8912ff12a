package io.lakehouse.crypto.stage;

/** A stage of a run with its outcome and duration. */
public record StageReport(String name, StageOutcome outcome, double seconds) {}
