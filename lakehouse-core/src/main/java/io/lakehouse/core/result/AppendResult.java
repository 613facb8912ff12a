package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The result of an append, taken from its own commit.
 *
 * @param version the version it committed; empty when the table already contained the batch
 * @param rowsAppended rows added; 0 when nothing was committed
 * @param filesAdded data files written
 * @param bytesAdded size of the files written
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
 */
public record AppendResult(
        OptionalLong version, long rowsAppended, long filesAdded, long bytesAdded, int attempts, Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
