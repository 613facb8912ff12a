package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Sample;

/** A competitor as the measuring JVM sees it: either a warmed-up JVM or a command that is started for each round. */
public interface Competitor {

    /** The name used in tables. */
    String side();

    /** Runs one round. */
    Sample round(String scenario, int round);

    /** See {@link Contestant#digest}. */
    String digest(String scenario);
}
