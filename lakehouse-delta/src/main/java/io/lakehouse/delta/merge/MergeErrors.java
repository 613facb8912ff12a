package io.lakehouse.delta.merge;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.rows.RowErrors;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** The exceptions of verbs that match rows by key. Each message states the problem, the reason and the remedy. */
final class MergeErrors {

    private MergeErrors() {}

    static IllegalArgumentException contradiction(String one, String other) {
        return new IllegalArgumentException(
                "Invalid settings: " + one + " contradicts " + other + ". Use one of them.");
    }

    static IllegalArgumentException settingNeeds(String setting, String needed) {
        return new IllegalArgumentException("Invalid settings: " + setting + " means nothing without " + needed + ".");
    }

    static IllegalArgumentException badFieldOrders(Field<?> orders, List<Field<?>> latestBy) {
        return new IllegalArgumentException(
                "Invalid settings: keepingOrderIn(" + orders.name() + ") needs latestBy(...)"
                        + " with one field, and a map from text to the type of that field; " + orders + " does not fit "
                        + Fields.names(latestBy) + ".");
    }

    static RuleViolationException emptySnapshot(TableName table, String setting, String remedy) {
        return new RuleViolationException("Cannot take an empty source as a snapshot of " + table + " with " + setting
                + ": every row in its scope would be deleted. Nothing was written. If that is what you want, add "
                + remedy + ".");
    }

    static RuleViolationException closesTooMany(TableName table, long others, long rows, int percent) {
        return new RuleViolationException("Cannot historize " + table + " with closingOthers(...): it would close "
                + others + " of " + rows + " versions, more than " + percent + " %. Nothing was written. If the source"
                + " is complete, raise the limit with closingAtMost(...).");
    }

    static RowsOutsideFilterException rowsOutsideScope(TableName table, RowFilter scope, long rows) {
        return new RowsOutsideFilterException("Cannot upsert into " + table + " with deletingOthers(" + scope + "): "
                + rows + " rows are outside it. Widen the filter, or filter the rows.");
    }

    static IllegalArgumentException derivedByDelta(TableName table, Field<?> field) {
        return new IllegalArgumentException(
                "Cannot update only some fields of " + table + ": Delta's own command writes"
                        + " it, and cannot compute " + field.name() + " from the values that result. Give whole rows.");
    }

    static RuleViolationException deletesTooMany(TableName table, long others, long rows, int percent) {
        return new RuleViolationException("Cannot upsert into " + table + " with deletingOthers(): it would delete "
                + others + " of " + rows + " rows, more than " + percent + " %. Nothing was written. If the source is"
                + " complete, raise the limit with deletingAtMost(...).");
    }

    static UnknownOutcomeException memoryMissing(TableName table, String what) {
        return new UnknownOutcomeException("Cannot tell which events of " + table + " came before: the files in its"
                + " folder _lakehouse/" + what + " are gone. Restore them, or let the table forget them with"
                + " rememberingDeletes(Duration.ZERO).");
    }

    static IllegalArgumentException memoryDiffers(
            TableName table, String what, List<String> order, StructType remembered) {
        return new IllegalArgumentException("Cannot write to " + table + " by the order " + order
                + ": the table remembers its " + what + " by other fields or types, " + remembered.simpleString()
                + ". Use the same order, or let the table forget them with rememberingDeletes(Duration.ZERO).");
    }

    /** Rejects a memory of deletes on a table that Delta's own commands write, or that would lose it. */
    static void requireMayRemember(String verb, TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot " + verb + " " + table + " with deletingWhere(...) and"
                    + " latestBy(...): " + reason + ", and Delta's own commands cannot remember deletes in their"
                    + " commit. Add rememberingDeletes(Duration.ZERO) if no event comes late.");
        });
        if (snapshot.hasProperty(SpecProperties.TRANSACTION_RETENTION)) {
            throw new IllegalArgumentException("Cannot " + verb + " " + table + " with deletingWhere(...) and"
                    + " latestBy(...): its property " + SpecProperties.TRANSACTION_RETENTION
                    + " makes it forget deletes. Unset it, or add rememberingDeletes(Duration.ZERO).");
        }
    }

    static SchemaMismatchException numbersGiven(TableName table, List<String> columns, long rows) {
        return new SchemaMismatchException("Cannot upsert into " + table + ": " + rows + " rows are new, and the table"
                + " alone numbers its rows in " + columns + " (GENERATED ALWAYS AS IDENTITY). Declare another key, or"
                + " insert new rows by other means.");
    }

    static IllegalArgumentException notHistorized(TableSpec spec, String reason) {
        return new IllegalArgumentException("Cannot historize " + spec.name() + ": " + reason + ".");
    }

    /** Rejects a history of a table that Delta's own commands write. */
    static void requireMayHistorize(TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot historize " + table + ": " + reason
                    + ", and Delta's own commands could mix the versions of two writers. Use upsert, or a table without"
                    + " that feature.");
        });
    }

    static InvalidKeyException nullKeys(String verb, TableSpec spec, long rows, String example) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows have NULL in the key " + RowErrors.keyText(spec) + ", for example " + example
                + ", and NULL keys never match. Filter them out or fix them first.");
    }
}
