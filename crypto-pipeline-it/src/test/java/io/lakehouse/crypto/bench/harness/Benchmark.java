package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.ReportBuilder;

/** One question, and those whose answers are compared. */
public interface Benchmark {

    /** What it is called on the command line. */
    String name();

    /** What is measured, in a sentence. */
    String measures();

    /** Lets the contestants take turns and reports what came of it. Runs in a JVM that opens no session. */
    void compare(Workspace workspace, ReportBuilder results);

    /**
     * One of those compared, called in the JVM that it has for itself.
     *
     * @param side the name that {@link Workspace#enter} gave it
     */
    Contestant contestant(String side, Parameters parameters);
}
