package io.lakehouse.core.result;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of an append, taken from its own commit.
 *
 * @param version the version it committed; empty when the table already contained the batch
 * @param rowsAppended rows added; 0 when nothing was committed
 * @param filesAdded data files written
 * @param bytesAdded size of the files written
 * @param delegated why Delta's own command wrote this, for a table with features that the verbs do not write
 *     themselves; empty if the verb wrote it
 * @param schemaChange what the commit changed about the table's columns; not empty only if the verb evolves the table
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
 */
public record AppendResult(
        OptionalLong version,
        long rowsAppended,
        long filesAdded,
        long bytesAdded,
        Optional<String> delegated,
        SchemaChange schemaChange,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
