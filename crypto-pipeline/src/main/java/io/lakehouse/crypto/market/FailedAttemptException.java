package io.lakehouse.crypto.market;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failed attempt that may be retried after a pause. Never leaves the package. */
final class FailedAttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * A failure and the pause before the next attempt.
     *
     * @param problem the problem, without a full stop
     */
    FailedAttemptException(String problem, Duration pause, @Nullable Throwable cause) {
        super(problem, cause);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
