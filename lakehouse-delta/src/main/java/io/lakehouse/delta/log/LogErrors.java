package io.lakehouse.delta.log;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.OccupiedLocationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.result.SchemaChange;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.SparkMessages;
import java.time.Instant;
import java.util.List;

/**
 * Errors about a table, its log and its properties. Every message states the problem with the values involved, the
 * reason and the remedy.
 */
public final class LogErrors {

    private LogErrors() {}

    static SchemaMismatchException tableDrifted(TableName table, String location, SchemaDiff diff) {
        return new SchemaMismatchException("Cannot open " + table + " at " + location
                + ": the table differs from its spec: " + diff + ". "
                + (diff.isSafe()
                        ? "Lakehouse.converge(spec) can change the table."
                        : "Change the spec, or migrate the table."));
    }

    static SchemaMismatchException notEvolved(TableName table, SchemaChange change, String reason) {
        return new SchemaMismatchException("Cannot evolve " + table + " (" + change + "): " + reason
                + ". Nothing was changed. Change the columns by ALTER TABLE first.");
    }

    static SchemaMismatchException columnsRefused(TableName table, Exception cause) {
        return new SchemaMismatchException(
                "Cannot evolve " + table + ": Delta rejects a column: " + SparkMessages.firstLine(cause)
                        + ". Nothing was changed. Rename or cast it in the source.",
                cause);
    }

    static IllegalStateException unknownListing(String path) {
        return new IllegalStateException("Cannot read " + path
                + ": a later version of this library wrote it in another format. Use that version or a later one.");
    }

    static UnknownTableException noTable(TableName table, String location) {
        return new UnknownTableException("Unknown table " + table + ": there is no Delta table at " + location + ".");
    }

    static UnknownTableException notDelta(TableName table, String location, String reason) {
        return new UnknownTableException(
                "Cannot adopt " + table + " at " + location + ": it is not a Delta table; " + reason + ".");
    }

    static IllegalArgumentException unknownKeyColumn(TableName table, String column, TableColumns columns) {
        return new IllegalArgumentException("Cannot adopt " + table + ": it has no column " + column
                + " to be its key; it has "
                + columns.all().stream().map(TableColumn::name).toList() + ".");
    }

    static IllegalArgumentException conflictingProperty(TableName table, String key, String remedy) {
        return new IllegalArgumentException("Invalid table spec " + table + ": it sets the property " + key
                + ", which conflicts with the rest of the spec: " + remedy + ".");
    }

    static IllegalArgumentException badProperty(TableName table, Exception cause) {
        return new IllegalArgumentException(
                "Invalid table spec " + table + ": Delta rejects one of its properties: "
                        + SparkMessages.firstLine(cause) + ".",
                cause);
    }

    static OccupiedLocationException occupied(TableName table, String location) {
        return new OccupiedLocationException("Cannot create " + table + " at " + location
                + ": the folder contains files that belong to no Delta table, and a vacuum would delete them."
                + " Move them away, or choose another warehouse.");
    }

    static UnknownOutcomeException unknownOutcome(String location, Throwable cause) {
        return new UnknownOutcomeException(
                "Failed to determine whether a commit to " + location
                        + " is in its log: the storage failed while it was being written, and again when the log"
                        + " was read. Check the table's history before running it again.",
                cause);
    }

    public static AppendOnlyException appendOnly(String verb, TableName table, long rows) {
        return new AppendOnlyException("Cannot " + verb + " " + table + ": it is append-only (delta.appendOnly), and "
                + rows + " of its rows would be changed or removed. Nothing was written. Append rows, or unset the"
                + " property.");
    }

    static ConcurrentWriteException retriesExhausted(String verb, TableName table, int attempts, Throwable cause) {
        return new ConcurrentWriteException(
                "Failed to " + verb + " " + table + ": all " + attempts
                        + " attempts conflicted with other writers. Nothing was written; run it again.",
                cause);
    }

    public static SchemaMismatchException unstorableValue(
            TableName table, Field<?> field, Object value, boolean isNull) {
        String reason = isNull
                ? "a folder of that name means NULL"
                : "it contains invalid UTF-8, which a folder name cannot preserve";
        return new SchemaMismatchException("Cannot write '" + value + "' into partition field " + field.name() + " of "
                + table + ": " + reason + ", so the rows would not be found again."
                + " Write another value, or partition by another field.");
    }

    static SchemaMismatchException protocolRaised(TableName table, String before, String after) {
        return new SchemaMismatchException("Cannot converge " + table + ": one of the properties requires the protocol "
                + after + " instead of " + before
                + ", and readers without support for it could no longer open the table."
                + " Nothing was changed. Raise the protocol by ALTER TABLE first if that is meant.");
    }

    public static IllegalArgumentException unknownField(TableName table, Field<?> field, List<Field<?>> fields) {
        return new IllegalArgumentException(
                "Unknown field " + field.name() + " of " + table + ": it has " + Fields.names(fields)
                        + ". Fields are identified by their constant, not by name: use the constant of the spec.");
    }

    public static IllegalArgumentException unknownVersion(TableName table, long since, long newest) {
        return new IllegalArgumentException(
                "Unknown version " + since + " of " + table + ": its versions are 0 to " + newest + ".");
    }

    static IllegalArgumentException beforeFirstVersion(
            TableName table, Instant instant, long first, Instant committed) {
        return new IllegalArgumentException("Unknown version of " + table + " at " + instant
                + ": the first version that its log still contains is " + first + ", committed at " + committed + ".");
    }
}
