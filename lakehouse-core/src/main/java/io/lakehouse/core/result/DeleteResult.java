package io.lakehouse.core.result;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of a delete, taken from its own commit.
 *
 * @param version the version it committed; empty when no row matched
 * @param rowsDeleted rows that matched
 * @param filesAdded data files written with the remaining rows
 * @param filesRemoved data files that contained a deleted row
 * @param bytesAdded size of the files written
 * @param delegated why Delta's own command wrote this, for a table with features that the verbs do not write
 *     themselves; empty if the verb wrote it
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
 */
public record DeleteResult(
        OptionalLong version,
        long rowsDeleted,
        long filesAdded,
        long filesRemoved,
        long bytesAdded,
        Optional<String> delegated,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
