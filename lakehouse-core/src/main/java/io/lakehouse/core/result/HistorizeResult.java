package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The result of historizing rows, taken from its own commit.
 *
 * @param version the version it committed; empty when the history already contained every version
 * @param versionsAdded versions inserted
 * @param versionsChanged versions whose end changed, or that were corrected
 * @param versionsRemoved versions removed because they now equal the version before them
 * @param filesAdded data files written
 * @param filesRemoved data files replaced
 * @param bytesAdded size of the files written
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
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
