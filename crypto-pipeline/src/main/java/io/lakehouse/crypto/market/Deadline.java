package io.lakehouse.crypto.market;

import java.time.Duration;

/**
 * When a fetch has to be done, by a clock that nobody sets.
 *
 * @param nanoTime of {@link System#nanoTime}
 * @param allowed how long the fetch may take altogether
 */
record Deadline(long nanoTime, Duration allowed) {

    static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
    }

    /** How much time is left; negative when it has passed. */
    Duration remaining() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    boolean hasPassed() {
        return remaining().isNegative();
    }
}
