package io.lakehouse.delta.rows;

import io.lakehouse.core.error.InexactCastException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.SpecProperties;
import io.lakehouse.delta.log.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/** The exceptions about rows to write. Each message states the problem with its values, the reason and the remedy. */
final class RowErrors {

    private RowErrors() {}

    static SchemaMismatchException rowsDoNotFit(String verb, TableName table, String reason) {
        return new SchemaMismatchException(
                "Cannot " + verb + " " + table + ": the rows do not fit its spec: " + reason + ".");
    }

    static InexactCastException inexactCast(String verb, TableName table, String reason, Exception cause) {
        return new InexactCastException(
                "Cannot " + verb + " " + table + ": " + reason
                        + ". Nothing was written. Correct the row, or cast the column yourself.",
                cause);
    }

    static InvalidKeyException nullKeys(String verb, TableSpec spec, long rows, String example) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows have NULL in the key " + keyText(spec) + ", for example " + example
                + ", and NULL keys never match. Filter them out or fix them first.");
    }

    static InvalidKeyException duplicateKeys(
            String verb, TableSpec spec, long rows, long keys, String example, String remedy) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows share " + keys + " keys " + keyText(spec) + ", for example " + example
                + ". Deduplicate the source first" + remedy + ".");
    }

    static InvalidKeyException duplicateKeysInTable(String verb, TableSpec spec, SharedKeys shared) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": the table itself has " + shared.rows()
                + " rows that share " + shared.keys() + " keys " + keyText(spec) + ", for example "
                + shared.example() + ". Remove the duplicates first, or declare another key.");
    }

    static SchemaMismatchException nullsInTable(TableSpec spec, List<String> found) {
        return new SchemaMismatchException("Cannot converge " + spec.name() + ": " + String.join(", ", found)
                + ", which the spec requires. Nothing was changed. Correct or delete these rows first.");
    }

    static InvalidKeyException nullKeysInTable(TableSpec spec, long rows, String example) {
        return new InvalidKeyException("Cannot adopt " + spec.name() + ": " + rows
                + " rows of the table have NULL in the key " + keyText(spec) + ", for example " + example
                + ", and NULL keys never match. Correct or delete them first, or declare another key.");
    }

    static RowsOutsideFilterException rowsOutsideFilter(TableName table, RowFilter filter, long rows) {
        return new RowsOutsideFilterException("Cannot replace " + filter + " in " + table + ": " + rows
                + " rows are outside it. Widen the filter, or filter the rows.");
    }

    static MissingValueException requiredIsNull(String verb, TableSpec spec, long rows) {
        String required = spec.fields().stream()
                .filter(Field::isRequired)
                .map(Field::name)
                .collect(Collectors.joining(", "));
        return new MissingValueException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " rows are NULL in a required field, one of (" + required
                + "). Filter them out first, or declare the field optional(...).");
    }

    static RuleViolationException rulesViolated(String verb, TableName table, Map<QualityRule, Long> violated) {
        String text = violated.entrySet().stream()
                .map(each -> each.getValue() + " rows violate " + each.getKey().name() + " ("
                        + each.getKey().reason() + ")")
                .collect(Collectors.joining("; "));
        boolean isBroken = violated.keySet().stream().anyMatch(rule -> rule.severity() == QualityRule.Severity.FAIL);
        return new RuleViolationException("Cannot " + verb + " " + table + ": " + text + ". Nothing was written. "
                + (isBroken
                        ? "Fix the source of the rows, then run it again."
                        : "Quarantine these rows first: TableSpec.quarantineReasons() identifies them."));
    }

    /** Rejects {@code following(...)} on a table that Delta's own commands write. */
    static void requireMayFollow(String verb, TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot " + verb + " " + table + " with following(...) or stream(...): "
                    + reason
                    + ", and Delta's own commands cannot record a position in their commit. Run the verb without"
                    + " it.");
        });
    }

    /** Rejects a history of a table that Delta's own commands write. */
    static void requireMayHistorize(TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot historize " + table + ": " + reason
                    + ", and Delta's own commands could mix the versions of two writers. Use upsert, or a table without"
                    + " that feature.");
        });
    }

    static SchemaMismatchException valuesLost(TableName table, RowFilter filter, long rows, List<String> columns) {
        return new SchemaMismatchException("Cannot replace " + filter + " in " + table + ": " + rows
                + " rows of the table have values in columns that the spec does not name, " + columns
                + ", and the new rows have none. Nothing was written. Add the columns to the spec, or delete the rows"
                + " first.");
    }

    static SchemaMismatchException numbersGiven(TableName table, List<String> columns, long rows) {
        return new SchemaMismatchException("Cannot upsert into " + table + ": " + rows + " rows are new, and the table"
                + " alone numbers its rows in " + columns + " (GENERATED ALWAYS AS IDENTITY). Declare another key, or"
                + " insert new rows by other means.");
    }

    static SchemaMismatchException notGiven(String verb, TableName table, List<String> fields) {
        return new SchemaMismatchException(
                "Cannot " + verb + " " + table + ": the verb needs the columns " + fields + ", which the rows lack.");
    }

    static IllegalArgumentException contradiction(String one, String other) {
        return new IllegalArgumentException("Invalid upsert: " + one + " contradicts " + other + ". Use one of them.");
    }

    static IllegalArgumentException settingNeeds(String setting, String needed) {
        return new IllegalArgumentException("Invalid upsert: " + setting + " means nothing without " + needed + ".");
    }

    static IllegalArgumentException badFieldOrders(Field<?> orders, List<Field<?>> latestBy) {
        return new IllegalArgumentException("Invalid upsert: keepingOrderIn(" + orders.name() + ") needs latestBy(...)"
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
    static void requireMayRemember(TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot upsert into " + table + " with deletingWhere(...) and"
                    + " latestBy(...): " + reason + ", and Delta's own commands cannot remember deletes in their"
                    + " commit. Add rememberingDeletes(Duration.ZERO) if no event comes late.");
        });
        if (snapshot.hasProperty(SpecProperties.TRANSACTION_RETENTION)) {
            throw new IllegalArgumentException("Cannot upsert into " + table + " with deletingWhere(...) and"
                    + " latestBy(...): its property " + SpecProperties.TRANSACTION_RETENTION
                    + " makes it forget deletes. Unset it, or add rememberingDeletes(Duration.ZERO).");
        }
    }

    static IllegalArgumentException badExpression(TableName table, String what, String reason) {
        return new IllegalArgumentException("Invalid table spec " + table + ": " + what + " " + reason + ".");
    }

    static IllegalArgumentException notHistorized(TableSpec spec, String reason) {
        return new IllegalArgumentException("Cannot historize " + spec.name() + ": " + reason + ".");
    }

    private static String keyText(TableSpec spec) {
        return "(" + String.join(", ", Fields.names(spec.keyFields())) + ")";
    }

    static UnknownOutcomeException uncertainBatch(TableName table, String batch) {
        return new UnknownOutcomeException("Cannot tell whether " + table + " contains batch " + batch
                + ": it was recorded once, and the log no longer shows whether the table has been restored"
                + " since. Check for its rows: if the table contains them, call"
                + " append(...).markDone(); if not, append them under another name.");
    }

    static IllegalArgumentException forgetsBatches(TableName table, String key) {
        return new IllegalArgumentException("Cannot append to " + table + ": its property " + key
                + " makes it forget which batches it contains, so a rerun would duplicate rows. Unset it.");
    }
}
