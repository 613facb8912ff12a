package io.lakehouse.crypto.stage;

/** A stage of a run, what it did, and how long it took. */
public record StageReport(String name, StageOutcome outcome, double seconds) {}
