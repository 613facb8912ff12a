package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a historize did, from its own commit.
 *
 * @param version the version it committed; empty when the history held everything already
 * @param versionsAdded versions that were new
 * @param versionsChanged versions that got another end, or were corrected
 * @param versionsRemoved versions that say the same as the one before them, now that it is known
 * @param filesAdded data files written
 * @param filesRemoved data files that the written ones replace
 * @param bytesAdded size of the files written
 * @param attempts 1, and one more for each race lost to another writer
 */
public record HistorizeResult(
        OptionalLong version,
        long versionsAdded,
        long versionsChanged,
        long versionsRemoved,
        long filesAdded,
        long filesRemoved,
        long bytesAdded,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
