package io.lakehouse.crypto.market;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt that another may follow after a pause; never leaves the package. */
final class FailedAttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /**
     * A failure and what to do about it.
     *
     * @param problem what happened, without a full stop
     */
    FailedAttemptException(String problem, Duration pause, @Nullable Throwable cause) {
        super(problem, cause);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
