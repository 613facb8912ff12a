package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a verb: what it would have done to a table at the time of planning. Other rows, or a commit of another
 * writer, lead to a different plan.
 *
 * @param version the version that the plan is for
 * @param rowsToWrite new and changed rows
 * @param rowsToRemove rows that would be deleted or replaced by changed ones
 * @param filesToReplace data files that contain such rows, by their path in the table
 * @param bytesToRewrite size of those files if their remaining rows have to be rewritten, else 0
 * @param delegated why Delta's own command would write, for a table with features that the verbs do not write
 *     themselves; empty if the verb writes
 * @param schemaChange what would change about the table's columns
 * @param reason why these files are replaced, or why none are
 */
public record WritePlan(
        TableName table,
        long version,
        long rowsToWrite,
        long rowsToRemove,
        List<String> filesToReplace,
        long bytesToRewrite,
        Optional<String> delegated,
        SchemaChange schemaChange,
        String reason) {

    public WritePlan {
        filesToReplace = List.copyOf(filesToReplace);
    }

    /** The plan of a verb that has nothing to do. */
    public static WritePlan nothing(TableName table, long version, String reason) {
        return new WritePlan(table, version, 0, 0, List.of(), 0, Optional.empty(), SchemaChange.NONE, reason);
    }

    /** Whether the verb would change nothing. */
    public boolean isEmpty() {
        return rowsToWrite == 0 && rowsToRemove == 0 && schemaChange.isEmpty();
    }

    @Override
    public String toString() {
        return table + " at version " + version + ": " + rowsToWrite + " rows to write, " + rowsToRemove
                + " to remove, " + bytesToRewrite + " bytes to rewrite in " + filesToReplace.size() + " files "
                + ResultText.list(filesToReplace) + ": " + reason
                + (schemaChange.isEmpty() ? "" : "; " + schemaChange)
                + delegated
                        .map(why -> "; Delta's own command writes them, because " + why)
                        .orElse("");
    }
}
