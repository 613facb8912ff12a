package io.lakehouse.crypto.market;

import java.time.Duration;

/**
 * The time at which a fetch has to be complete, by a monotonic clock.
 *
 * @param nanoTime the deadline as a value of {@link System#nanoTime}
 * @param allowed the time limit for the whole fetch
 */
record Deadline(long nanoTime, Duration allowed) {

    static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
    }

    /** The remaining time; negative after the deadline. */
    Duration remaining() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    boolean hasPassed() {
        return remaining().isNegative();
    }
}
