package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;

/**
 * What a verb would do to a table, had it been executed when the plan was made. Another writer, or other rows, make
 * another plan.
 *
 * @param version the version that was looked at
 * @param rowsToWrite new and changed rows
 * @param rowsToRemove rows that would leave the table or be replaced by changed ones
 * @param filesToReplace data files that hold such rows, by their path in the table
 * @param bytesToRewrite size of those files, as far as their other rows have to be written again
 * @param reason why these files, or why none
 */
public record WritePlan(
        TableName table,
        long version,
        long rowsToWrite,
        long rowsToRemove,
        List<String> filesToReplace,
        long bytesToRewrite,
        String reason) {

    public WritePlan {
        filesToReplace = List.copyOf(filesToReplace);
    }

    /** Of a verb that has nothing to do. */
    public static WritePlan nothing(TableName table, long version, String reason) {
        return new WritePlan(table, version, 0, 0, List.of(), 0, reason);
    }

    /** Whether the verb would change nothing. */
    public boolean isEmpty() {
        return rowsToWrite == 0 && rowsToRemove == 0;
    }

    @Override
    public String toString() {
        return table + " at version " + version + ": " + rowsToWrite + " rows to write, " + rowsToRemove
                + " to remove, " + bytesToRewrite + " bytes to rewrite in " + filesToReplace.size() + " files "
                + ResultText.list(filesToReplace) + ": " + reason;
    }
}
