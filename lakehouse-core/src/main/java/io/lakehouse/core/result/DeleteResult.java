package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a delete did, from its own commit.
 *
 * @param version the version it committed; empty when no row matched
 * @param rowsDeleted rows that matched
 * @param filesAdded data files written, with the rows that were kept
 * @param filesRemoved data files that held a deleted row
 * @param bytesAdded size of the files written
 * @param attempts 1, and one more for each race lost to another writer
 */
public record DeleteResult(
        OptionalLong version,
        long rowsDeleted,
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
