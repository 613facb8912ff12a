package io.lakehouse.crypto.cli;

import java.lang.management.ManagementFactory;

/** How long it took to get going, which a short run should know apart from its work. */
final class Startup {

    private Startup() {}

    /** Seconds since this process started. */
    static double secondsSinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
    }
}
