package io.lakehouse.core.result;

import java.time.Duration;
import java.util.Optional;
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
 * @param delegated why Delta's own command wrote this, for a table with features that the verbs do not write
 *     themselves; empty if the verb wrote it
 * @param schemaChange what the commit changed about the table's columns; not empty only if the verb evolves the table
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
        Optional<String> delegated,
        SchemaChange schemaChange,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit. */
    public boolean committed() {
        return version.isPresent();
    }
}
