package io.lakehouse.core.result;

import java.time.Duration;
import java.util.Optional;
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
 * @param delegated why Delta's own command wrote this, for a table with features that the verbs do not write
 *     themselves; empty if the verb wrote it
 * @param schemaChange what the commit changed about the table's columns; not empty only if the verb evolves the table
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
        Optional<String> delegated,
        SchemaChange schemaChange,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit, even if only to record a position. */
    public boolean committed() {
        return version.isPresent();
    }
}
