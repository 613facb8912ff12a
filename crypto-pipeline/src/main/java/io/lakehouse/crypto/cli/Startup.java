package io.lakehouse.crypto.cli;

import java.lang.management.ManagementFactory;

/** The startup time of this process, which short runs report separately from the time of their stages. */
final class Startup {

    private Startup() {}

    /** Seconds since this process started. */
    static double secondsSinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
    }
}
