package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a replace did, from its own commit.
 *
 * @param version the version it committed; empty when the table held exactly these rows already and there was no position of a source to record
 * @param rowsWritten rows that now match the filter; 0 when nothing was committed
 * @param rowsUnchanged rows that the table held already: all of them, or none
 * @param rowsRemoved rows that matched the filter before; 0 when nothing was committed
 * @param filesAdded data files written
 * @param filesRemoved data files that the written ones replace
 * @param bytesAdded size of the files written
 * @param attempts 1, and one more for each race lost to another writer
 */
public record ReplaceResult(
        OptionalLong version,
        long rowsWritten,
        long rowsUnchanged,
        long rowsRemoved,
        long filesAdded,
        long filesRemoved,
        long bytesAdded,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit, be it only to record a position. */
    public boolean committed() {
        return version.isPresent();
    }
}
