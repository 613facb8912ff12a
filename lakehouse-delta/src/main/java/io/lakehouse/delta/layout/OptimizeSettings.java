package io.lakehouse.delta.layout;

import java.time.Duration;
import java.util.Optional;

/**
 * What limits an optimise.
 *
 * @param fanIn how many runs of a level are joined
 * @param everything whether to rewrite all
 * @param maxBytes the most to read
 * @param maxDuration how long to begin rewriting for
 */
public record OptimizeSettings(int fanIn, boolean everything, Optional<Long> maxBytes, Optional<Duration> maxDuration) {

    public static final int DEFAULT_FAN_IN = 20;

    /** As long as nobody says otherwise. */
    public static final OptimizeSettings DEFAULT =
            new OptimizeSettings(DEFAULT_FAN_IN, false, Optional.empty(), Optional.empty());
}
