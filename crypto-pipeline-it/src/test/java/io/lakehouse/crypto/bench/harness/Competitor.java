package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Sample;

/** One of those compared, as the JVM that measures sees it: a JVM that has warmed up, or a command started each time. */
public interface Competitor {

    /** What tables call it. */
    String side();

    /** Takes its turn. */
    Sample round(String scenario, int round);

    /** See {@link Contestant#digest}. */
    String digest(String scenario);
}
