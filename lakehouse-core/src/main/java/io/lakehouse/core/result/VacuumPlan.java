package io.lakehouse.core.result;

import io.lakehouse.core.table.TableName;
import java.util.List;

/**
 * What a vacuum would delete.
 *
 * @param method how it finds the files
 * @param reason why so
 * @param files the files, as URIs
 * @param bytes their size; files whose size neither the log nor a listing tells count as 0
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
