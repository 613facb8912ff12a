package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.ReportBuilder;

/** One question, and the contestants whose answers are compared. */
public interface Benchmark {

    /** The name of the benchmark on the command line. */
    String name();

    /** What is measured, in one sentence. */
    String measures();

    /** Runs the contestants in turn and reports the results. Called in a JVM that opens no session. */
    void compare(Workspace workspace, ReportBuilder results);

    /**
     * Creates one of the contestants. Called in the contestant's own JVM.
     *
     * @param side the name that {@link Workspace#enter} gave it
     */
    Contestant contestant(String side, Parameters parameters);
}
