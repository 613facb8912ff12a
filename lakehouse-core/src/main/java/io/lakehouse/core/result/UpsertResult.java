package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What an upsert did, from its own commit.
 *
 * @param version the version it committed; empty when nothing had to change and there was no position of a source to record
 * @param rowsInserted rows whose key was new
 * @param rowsUpdated rows whose key was there with other values
 * @param rowsUnchanged rows that the table held already
 * @param rowsSuperseded rows of the source that lost to a later one of the same key
 * @param filesScanned data files that could hold one of the keys, and were read
 * @param filesAdded data files written
 * @param filesRemoved data files that the written ones replace
 * @param bytesAdded size of the files written
 * @param attempts 1, and one more for each race lost to another writer
 */
public record UpsertResult(
        OptionalLong version,
        long rowsInserted,
        long rowsUpdated,
        long rowsUnchanged,
        long rowsSuperseded,
        long filesScanned,
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
