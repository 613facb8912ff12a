package io.lakehouse.core.result;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of an upsert, taken from its own commit.
 *
 * @param version the version it committed; empty when nothing had to change and there was neither a source position
 *     nor a delete to remember
 * @param rowsInserted rows whose key was new
 * @param rowsUpdated rows whose key existed with other values
 * @param rowsDeleted rows that were removed, or marked as deleted
 * @param rowsUnchanged source rows that change nothing: the table already contained them, or lacked the row to delete
 * @param rowsSuperseded source rows that lost to a later row, or to a later delete, of the same key
 * @param rowsQuarantined source rows that must not be written and were passed on
 * @param filesScanned data files that could contain one of the keys and were read
 * @param filesAdded data files written
 * @param filesRemoved data files replaced
 * @param bytesAdded size of the files written
 * @param delegated why Delta's own command wrote this, for a table with features that the verbs do not write
 *     themselves; empty if the verb wrote it
 * @param schemaChange what the commit changed about the table's columns; not empty only if the verb evolves the table
 * @param attempts attempts needed: 1, plus one for each conflict with another writer
 */
public record UpsertResult(
        OptionalLong version,
        long rowsInserted,
        long rowsUpdated,
        long rowsDeleted,
        long rowsUnchanged,
        long rowsSuperseded,
        long rowsQuarantined,
        long filesScanned,
        long filesAdded,
        long filesRemoved,
        long bytesAdded,
        Optional<String> delegated,
        SchemaChange schemaChange,
        int attempts,
        Duration elapsed) {

    /** Whether there was a commit, even if only to record a position or to remember deletes. */
    public boolean committed() {
        return version.isPresent();
    }
}
