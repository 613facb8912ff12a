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
import io.lakehouse.delta.log.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;

/** The exceptions about rows to write. Each message states the problem with its values, the reason and the remedy. */
public final class RowErrors {

    private RowErrors() {}

    static SchemaMismatchException rowsDoNotFit(String verb, TableName table, String reason) {
        return new SchemaMismatchException(
                "Cannot " + verb + " " + table + ": the rows do not fit its spec: " + reason + ".");
    }

    static IllegalArgumentException mayNotEvolve(String verb, TableName table) {
        return new IllegalArgumentException("Cannot " + verb + " " + table + " with evolving(): its spec does not allow"
                + " columns to be added. Give it evolution(ADD_COLUMNS).");
    }

    static SchemaMismatchException widened(String verb, TableName table, Field<?> field, DataType stored) {
        return new SchemaMismatchException("Cannot " + verb + " " + table + ": column " + field.name()
                + ", by which rows are compared, was widened to " + stored.catalogString() + ", the spec says "
                + field.type() + ". Change the spec.");
    }

    static InexactCastException inexactCast(String verb, TableName table, String reason, Exception cause) {
        return new InexactCastException(
                "Cannot " + verb + " " + table + ": " + reason
                        + ". Nothing was written. Correct the row, or cast the column yourself.",
                cause);
    }

    static InvalidKeyException duplicateKeys(
            String verb, TableSpec spec, long rows, long keys, String example, String remedy) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows share " + keys + " keys " + keyText(spec) + ", for example " + example
                + ". Deduplicate the source first" + remedy + ".");
    }

    public static InvalidKeyException duplicateKeysInTable(String verb, TableSpec spec, SharedKeys shared) {
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

    public static MissingValueException requiredIsNull(String verb, TableSpec spec, long rows) {
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
    public static void requireMayFollow(String verb, TableName table, TableSnapshot snapshot) {
        snapshot.reasonForDelta().ifPresent(reason -> {
            throw new IllegalArgumentException("Cannot " + verb + " " + table + " with following(...) or stream(...): "
                    + reason
                    + ", and Delta's own commands cannot record a position in their commit. Run the verb without"
                    + " it.");
        });
    }

    static SchemaMismatchException valuesLost(TableName table, RowFilter filter, long rows, List<String> columns) {
        return new SchemaMismatchException("Cannot replace " + filter + " in " + table + ": " + rows
                + " rows of the table have values in columns that the spec does not name, " + columns
                + ", and the new rows have none. Nothing was written. Add the columns to the spec, or delete the rows"
                + " first.");
    }

    static SchemaMismatchException notGiven(String verb, TableName table, List<String> fields) {
        return new SchemaMismatchException(
                "Cannot " + verb + " " + table + ": the verb needs the columns " + fields + ", which the rows lack.");
    }

    static IllegalArgumentException badExpression(TableName table, String what, String reason) {
        return new IllegalArgumentException("Invalid table spec " + table + ": " + what + " " + reason + ".");
    }

    public static String keyText(TableSpec spec) {
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
