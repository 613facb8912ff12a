package io.lakehouse.delta.layout;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings of an optimize run.
 *
 * @param fanIn number of sorted runs of a level that are merged into one
 * @param everything whether to rewrite all files
 * @param maxBytes maximum number of bytes to read
 * @param maxDuration time after which no further rewrite is started
 */
public record OptimizeSettings(int fanIn, boolean everything, Optional<Long> maxBytes, Optional<Duration> maxDuration) {

    public static final int DEFAULT_FAN_IN = 20;

    /** The default settings: no limits, and only the files that are worth rewriting. */
    public static final OptimizeSettings DEFAULT =
            new OptimizeSettings(DEFAULT_FAN_IN, false, Optional.empty(), Optional.empty());
}
