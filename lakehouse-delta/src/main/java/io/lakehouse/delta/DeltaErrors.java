package io.lakehouse.delta;

import io.lakehouse.core.error.MaintenanceFailedException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.result.MaintenanceResult;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.SparkMessages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Errors about verbs that do not fit their table. Each message states the problem with its values, the reason and the
 * remedy.
 */
final class DeltaErrors {

    private DeltaErrors() {}

    static IllegalArgumentException negativeMemory(Duration retention) {
        return new IllegalArgumentException(
                "Invalid duration " + retention + ": deletes cannot be remembered for less than no time.");
    }

    static IllegalArgumentException keyNotUpdated(TableName table, Field<?> field) {
        return new IllegalArgumentException("Cannot update only some fields of " + table + ": " + field.name()
                + " is part of the key, which every row needs and no update changes.");
    }

    static IllegalArgumentException notStreaming(TableName table) {
        return new IllegalArgumentException("Cannot stream into " + table + ": the rows are no stream. Read them with"
                + " spark.readStream(), or use execute(...).");
    }

    static IllegalArgumentException followingStream(TableName table) {
        return new IllegalArgumentException("Cannot stream into " + table
                + " with following(...): a stream has positions of its own. Use one of them.");
    }

    static IllegalArgumentException snapshotStream(TableName table, String setting) {
        return new IllegalArgumentException("Cannot stream into " + table + " with " + setting
                + ": a micro-batch is a part of a stream, and no full snapshot. Use execute(...).");
    }

    static IllegalArgumentException noCheckpoint(TableName table) {
        return new IllegalArgumentException("Cannot stream into " + table
                + ": there is no checkpoint(...), without which a restarted query would begin anew.");
    }

    static IllegalStateException notStarted(TableName table, Exception cause) {
        return new IllegalStateException("Cannot stream into " + table + ": the query did not start in time.", cause);
    }

    static IllegalArgumentException notPercent(int percent) {
        return new IllegalArgumentException("Invalid limit " + percent + ": a percentage is between 0 and 100.");
    }

    static IllegalArgumentException noKey(TableName table) {
        return new IllegalArgumentException("Cannot upsert into " + table
                + ": its spec names no key fields, so no row could match. Add addKeyFields(...), or use replace.");
    }

    static IllegalArgumentException optionalGroup(TableName table, Field<?> field) {
        return new IllegalArgumentException("Invalid field " + field.name() + " to group rows of " + table
                + " by: it is optional, and NULL equals nothing. Use a required field.");
    }

    static IllegalArgumentException appendToKeyed(TableName table) {
        return new IllegalArgumentException("Cannot append to " + table
                + ": its spec names key fields, and an append could duplicate a key. Use upsert.");
    }

    static SchemaMismatchException unsafeDrift(TableName table, String location, SchemaDiff unsafe) {
        return new SchemaMismatchException("Cannot converge " + table + " at " + location
                + ": these differences from its spec require changing rows: " + unsafe
                + ". Nothing was changed. Change the spec, or migrate the table.");
    }

    static IllegalArgumentException noBudget(TableName table, String reason) {
        return new IllegalArgumentException("Cannot optimize " + table + " within a budget: " + reason
                + ", and Delta's own OPTIMIZE knows none. Optimise it without maxBytes(...) and maxDuration(...).");
    }

    static IllegalArgumentException noKeyToCheck(TableName table) {
        return new IllegalArgumentException(
                "Cannot adopt " + table + ": checkingKey() has no key to check. Declare one with keyedBy(...).");
    }

    static IllegalArgumentException filterNotOnKey(TableSpec spec, RowFilter filter) {
        return new IllegalArgumentException("Cannot replace " + filter + " in " + spec.name() + ": its key "
                + keyText(spec) + " does not determine whether a row matches, so a key could be duplicated. Use upsert"
                + " and delete, or filter by fields of the key or derived from it.");
    }

    static MaintenanceFailedException maintenanceFailed(
            Map<TableName, Exception> failures, List<MaintenanceResult> results) {
        MaintenanceFailedException failed = new MaintenanceFailedException(
                "Failed to maintain " + failures.size() + " of " + results.size() + " tables: "
                        + failures.entrySet().stream()
                                .map(failure ->
                                        failure.getKey() + " (" + SparkMessages.firstLine(failure.getValue()) + ")")
                                .collect(Collectors.joining("; "))
                        + ".",
                results);
        failures.values().forEach(failed::addSuppressed);
        return failed;
    }

    private static String keyText(TableSpec spec) {
        return "(" + String.join(", ", Fields.names(spec.keyFields())) + ")";
    }
}
