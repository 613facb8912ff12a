package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;

/**
 * The plan of a vacuum: the files it would delete.
 *
 * @param method how the files are found
 * @param reason why this method
 * @param files the files to delete, as URIs
 * @param bytes size of the files; a file counts as 0 if neither the log nor a listing gives its size
 */
public record VacuumPlan(TableName table, VacuumResult.Method method, String reason, List<String> files, long bytes) {

    public VacuumPlan {
        files = List.copyOf(files);
    }

    @Override
    public String toString() {
        return "vacuum " + table + ", " + method + " because " + reason + ": " + bytes + " bytes in " + files.size()
                + " files " + ResultText.list(files);
    }
}
