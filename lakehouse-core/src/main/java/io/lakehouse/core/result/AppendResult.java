package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What an append did, from its own commit.
 *
 * @param version the version it committed; empty when the table held the batch already
 * @param rowsAppended rows added; 0 when nothing was committed
 * @param filesAdded data files written
 * @param bytesAdded size of the files written
 * @param attempts 1, and one more for each race lost to another writer
 */
public record AppendResult(
        OptionalLong version, long rowsAppended, long filesAdded, long bytesAdded, int attempts, Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
