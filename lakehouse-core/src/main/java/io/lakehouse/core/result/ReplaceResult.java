package io.lakehouse.core.result;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The result of a replace, taken from its own commit.
 *
 * @param version the version it committed; empty when the table already contained exactly these rows and there was no
 *     source position to record
 * @param rowsWritten rows that now match the filter; 0 when nothing was committed
 * @param rowsUnchanged rows that the table already contained
 * @param rowsRemoved rows that matched the filter before; 0 when nothing was committed
 * @param filesAdded data files written
 * @param filesRemoved data files replaced
 * @param bytesAdded size of the files written
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
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

    /** Whether there was a commit, even if only to record a position. */
    public boolean committed() {
        return version.isPresent();
    }
}
