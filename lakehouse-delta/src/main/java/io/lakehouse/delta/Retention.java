package io.lakehouse.delta;

import java.time.Duration;

/** Durations in the whole hours that Delta counts in. */
final class Retention {

    private Retention() {}

    /** Rounded up: Delta itself rounds to the nearest hour, which turns 0.4 h into 0. */
    static long hours(Duration retention) {
        Duration whole = Duration.ofHours(retention.toHours());
        return whole.equals(retention) ? whole.toHours() : whole.toHours() + 1;
    }
}
