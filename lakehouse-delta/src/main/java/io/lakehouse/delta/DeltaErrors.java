package io.lakehouse.delta;

import io.lakehouse.core.error.AppendOnlyException;
import io.lakehouse.core.error.ConcurrentWriteException;
import io.lakehouse.core.error.ExpiredChangesException;
import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.error.InvalidSettingException;
import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.OccupiedLocationException;
import io.lakehouse.core.error.RowsOutsideFilterException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.error.UnknownOutcomeException;
import io.lakehouse.core.error.UnknownTableException;
import io.lakehouse.core.error.UnreachableWarehouseException;
import io.lakehouse.core.error.UnsafeStorageException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.SchemaDiff;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Every message of this module: the problem with its values, why it is one, and the remedy. */
final class DeltaErrors {

    private DeltaErrors() {}

    static SchemaMismatchException tableDrifted(TableName table, String location, SchemaDiff diff) {
        return new SchemaMismatchException("Cannot open " + table + " at " + location
                + ": the table differs from its spec: " + diff + ". "
                + (diff.isSafe()
                        ? "Lakehouse.converge(spec) can change the table."
                        : "Change the spec, or migrate the table."));
    }

    static SchemaMismatchException rowsDoNotFit(String verb, TableName table, String reason) {
        return new SchemaMismatchException(
                "Cannot " + verb + " " + table + ": the rows do not fit its spec: " + reason + ".");
    }

    static IllegalArgumentException noKey(TableName table) {
        return new IllegalArgumentException("Cannot upsert into " + table
                + ": its spec names no key fields, so no row could ever match. Add addKeyFields(...), or use replace.");
    }

    static IllegalArgumentException unknownField(TableName table, Field<?> field, List<Field<?>> fields) {
        return new IllegalArgumentException("Unknown field " + field.name() + " of " + table + ": it has "
                + Fields.names(fields) + ". A field is known by its constant, not by its name: use the spec's own.");
    }

    static IllegalArgumentException optionalUnit(TableName table, Field<?> field) {
        return new IllegalArgumentException("Invalid field " + field.name() + " to tell rows of " + table
                + " apart by: it is optional, and NULL equals nothing. Use a required field.");
    }

    static InvalidKeyException nullKeys(String verb, TableSpec spec, long rows, String example) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows have a NULL in the key " + keyText(spec) + ", for example " + example
                + ", and NULL keys never match. Filter them out first, or repair them.");
    }

    static InvalidKeyException duplicateKeys(
            String verb, TableSpec spec, long rows, long keys, String example, String remedy) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": " + rows
                + " source rows share " + keys + " keys " + keyText(spec) + ", for example " + example
                + ". Deduplicate the source first" + remedy + ".");
    }

    static InvalidKeyException duplicateKeysInTable(String verb, TableSpec spec) {
        return new InvalidKeyException("Cannot " + verb + " " + spec.name() + ": the table itself holds several rows of"
                + " one key " + keyText(spec) + ", so it was not written by upserts alone."
                + " Remove the surplus rows first.");
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
                        ? "Mend the source of the rows, and run it again."
                        : "Set such rows aside first: TableSpec.quarantineReasons() tells them apart."));
    }

    static IllegalArgumentException governedProperty(TableName table, String key, String remedy) {
        return new IllegalArgumentException("Invalid table spec " + table + ": it sets the property " + key
                + " against what the rest of it says: " + remedy + ".");
    }

    static IllegalArgumentException badProperty(TableName table, Exception cause) {
        return new IllegalArgumentException(
                "Invalid table spec " + table + ": Delta does not take one of its properties: " + firstLine(cause)
                        + ".",
                cause);
    }

    static IllegalArgumentException badExpression(TableName table, String what, String reason) {
        return new IllegalArgumentException("Invalid table spec " + table + ": " + what + " " + reason + ".");
    }

    static SchemaMismatchException valueStoredAsAnother(TableName table, Field<?> field, Object value) {
        String reason = PartitionValues.STORED_AS_NULL.contains(value)
                ? "a folder of that name means NULL"
                : "it holds bytes that are no characters, of which the name of a folder would make others";
        return new SchemaMismatchException("Cannot write '" + value + "' into partition field " + field.name() + " of "
                + table + ": " + reason + ", so the rows would not be found again."
                + " Write another value, or partition by another field.");
    }

    static OccupiedLocationException occupied(TableName table, String location) {
        return new OccupiedLocationException("Cannot create " + table + " at " + location
                + ": the folder holds files that belong to no Delta table, and a vacuum would delete them."
                + " Move them away, or choose another warehouse.");
    }

    static UnknownOutcomeException unknownOutcome(String location, Throwable cause) {
        return new UnknownOutcomeException(
                "Failed to learn whether a commit to " + location + " is in its log: the"
                        + " storage failed while it was written, and again when the log was read. Look at the table's history"
                        + " before running it again.",
                cause);
    }

    static UnknownOutcomeException uncertainBatch(TableName table, String batch) {
        return new UnknownOutcomeException(
                "Cannot tell whether " + table + " holds batch " + batch
                        + ": it was recorded once, and the log no longer shows whether the table was restored since. Look for its"
                        + " rows: if they are there, say so by append(...).markDone(); if not, append them under another name.");
    }

    static AppendOnlyException appendOnly(String verb, TableName table, long rows) {
        return new AppendOnlyException("Cannot " + verb + " " + table + ": it is append-only (delta.appendOnly), and "
                + rows + " rows that it holds would change or go. Nothing was written. Append rows, or unset the"
                + " property.");
    }

    static IllegalArgumentException secondFlow(TableName source, TableName target, String what) {
        return new IllegalArgumentException("Cannot run this flow from " + source + " into " + target + ": " + what
                + ", and both would share one position, so that one of them would never see some changes. Give one a name by"
                + " named(...), or, if this one takes the place of the other, run it once by rebuild().");
    }

    static ExpiredChangesException expiredChanges(TableName table, long since) {
        return new ExpiredChangesException("Cannot tell what changed in " + table + " since version " + since
                + ": its log no longer holds every commit since then. Take all rows, or let the log remember longer"
                + " (DeltaProperties.LOG_RETENTION).");
    }

    static IllegalArgumentException unknownVersion(TableName table, long since, long newest) {
        return new IllegalArgumentException(
                "Unknown version " + since + " of " + table + ": its versions are 0 to " + newest + ".");
    }

    static IllegalArgumentException appendToKeyed(TableName table) {
        return new IllegalArgumentException("Cannot append to " + table
                + ": its spec names key fields, and an append could double a key. Use upsert.");
    }

    static SchemaMismatchException unsafeDrift(TableName table, String location, SchemaDiff unsafe) {
        return new SchemaMismatchException("Cannot converge " + table + " at " + location
                + ": these differences from its spec touch rows: " + unsafe
                + ". Nothing was changed. Change the spec, or migrate the table.");
    }

    static IllegalArgumentException notHistorized(TableSpec spec, String reason) {
        return new IllegalArgumentException("Cannot historize " + spec.name() + ": " + reason + ".");
    }

    static MissingValueException partitionOfNull(TableName table, Field<?> field) {
        return new MissingValueException("Cannot recompute a partition of " + table + " in which " + field.name()
                + " is NULL: no filter matches it. Declare the field required(...), or upsert.");
    }

    static SchemaMismatchException harmedFeatures(TableName table, String location, List<String> harmed) {
        return new SchemaMismatchException("Cannot use " + table + " at " + location
                + ": it has features that these verbs would break: " + String.join("; ", harmed)
                + ". Switch them off, or write to it by Delta's own commands.");
    }

    static InvalidSettingException harmfulDefaults(TableName table, String location, List<String> harmed) {
        return new InvalidSettingException("Cannot create " + table + " at " + location
                + ": the session gives new tables features that these verbs would break: " + String.join("; ", harmed)
                + ". Unset its spark.databricks.delta.properties.defaults of that name.");
    }

    static SchemaMismatchException protocolRaised(TableName table, String before, String after) {
        return new SchemaMismatchException("Cannot converge " + table + ": one of the properties takes the protocol "
                + after + " instead of " + before + ", and readers that do not know it could no longer open the table."
                + " Nothing was changed. Raise the protocol by ALTER TABLE first if that is meant.");
    }

    static IllegalArgumentException gapInChanges(TableName table, OptionalLong followed, long since) {
        return new IllegalArgumentException("Cannot record these changes in " + table + ": they begin after version "
                + since + ", and it has followed the source "
                + (followed.isPresent() ? "to " + followed.getAsLong() : "never")
                + ", so what lies between would be lost. Use changesFor(...).");
    }

    static IllegalArgumentException replaceBesideKey(TableSpec spec, RowFilter filter) {
        return new IllegalArgumentException("Cannot replace " + filter + " in " + spec.name() + ": its key "
                + keyText(spec) + " does not tell whether a row matches, so a key could be doubled. Use upsert and"
                + " delete, or filter by fields of the key or derived from it.");
    }

    static IllegalArgumentException forgetfulOfBatches(TableName table, String key) {
        return new IllegalArgumentException("Cannot append to " + table + ": its property " + key
                + " makes it forget which batches it holds, so a rerun would double rows. Unset it.");
    }

    static ConcurrentWriteException lostRaces(String verb, TableName table, int attempts, Throwable cause) {
        return new ConcurrentWriteException(
                "Failed to " + verb + " " + table + ": other writers won " + attempts
                        + " times in a row. Nothing was written; run it again.",
                cause);
    }

    static UnknownTableException noTable(TableName table, String location) {
        return new UnknownTableException("Unknown table " + table + ": there is no Delta table at " + location + ".");
    }

    static InvalidSettingException noDeltaExtension() {
        return new InvalidSettingException("Cannot use this Spark session: " + DeltaSettings.EXTENSIONS.key()
                + " lacks " + DeltaSettings.EXTENSION_CLASS
                + ", and Delta's commands need it. Add it to that setting, commas between extensions; without the"
                + " setting Lakehouse.open(...) adds it itself.");
    }

    static InvalidSettingException retentionCheckOff() {
        return new InvalidSettingException("Cannot open this session with " + DeltaSettings.RETENTION_CHECK.key()
                + "=false: any VACUUM in it could delete files that running jobs still read. Leave it on; to keep"
                + " removed files for a shorter time, lower the spec's retention.");
    }

    static InvalidSettingException statisticsOff(TableSpec spec) {
        return new InvalidSettingException("Cannot use " + spec.name() + " in this Spark session: "
                + DeltaSettings.COLLECT_STATISTICS.key() + "=false, so new files would carry no minima and maxima and"
                + " its order by " + Fields.names(FileLayout.order(spec)) + " could skip none of them. Leave it on.");
    }

    static InvalidSettingException noLogStore(Warehouse warehouse, String scheme) {
        String key = "spark.delta.logStore." + scheme + ".impl";
        return new InvalidSettingException("Cannot use the warehouse " + warehouse.root() + " in this Spark session: "
                + key + " is not set, and with Delta's default two drivers that commit at once lose a commit without"
                + " an error. Set it to io.delta.storage.S3DynamoDBLogStore, or to"
                + " io.delta.storage.S3SingleDriverLogStore if no other driver ever writes there.");
    }

    static UnsafeStorageException unsafeStorage(Path folder, String type, String flaw) {
        return new UnsafeStorageException("Cannot commit to " + folder + ": its file system (" + type + ") " + flaw
                + ", so two processes could lose a commit or see half of one. Put the warehouse on another disk; if"
                + " never more than one process writes there, set " + DeltaSettings.LOCAL_LOG_STORE.key()
                + "=io.delta.storage.LocalLogStore.");
    }

    static UnreachableWarehouseException unreachable(Warehouse warehouse, Exception cause) {
        return new UnreachableWarehouseException(
                "Cannot reach the warehouse " + warehouse.root() + ": " + firstLine(cause)
                        + ". Check its address, and that the storage runs and lets this user in.",
                cause);
    }

    static UnreachableWarehouseException unknownStorage(Warehouse warehouse, Throwable cause) {
        return new UnreachableWarehouseException(
                "Cannot reach the warehouse " + warehouse.root() + ": " + firstLine(cause)
                        + ". Correct its scheme, or add the library of that storage to the class path (for s3a"
                        + " org.apache.hadoop:hadoop-aws in Hadoop's version).",
                cause);
    }

    static IllegalArgumentException retentionTooShort(TableSpec spec, Duration asked) {
        return new IllegalArgumentException("Invalid retention of " + asked.toHours() + " h (" + asked + ") for "
                + spec.name() + ": a running reader or writer may still need files of the last "
                + spec.retention().toHours() + " h. Ask for that or more, or lower the spec's retention.");
    }

    static MaintenanceFailedException maintenanceFailed(
            Map<TableName, Exception> failures, List<Maintenance.Result> results) {
        MaintenanceFailedException failed = new MaintenanceFailedException(
                "Failed to maintain " + failures.size() + " of " + results.size() + " tables: "
                        + failures.entrySet().stream()
                                .map(failure -> failure.getKey() + " (" + firstLine(failure.getValue()) + ")")
                                .collect(Collectors.joining("; "))
                        + ".",
                results);
        failures.values().forEach(failed::addSuppressed);
        return failed;
    }

    static IllegalArgumentException logTooShort(String location, Duration own) {
        return new IllegalArgumentException("Cannot list expired files of " + location + " for a retention longer than"
                + " the table's own " + own.toHours()
                + " h: its log no longer tells what was removed since then. Vacuum"
                + " to the table's own retention, or raise the spec's and bring the table to it with"
                + " Lakehouse.converge(spec).");
    }

    static IllegalArgumentException tableKeepsLonger(TableName table, Duration asked, Duration own) {
        return new IllegalArgumentException("Cannot vacuum " + table + " to a retention of " + asked.toHours()
                + " h: the table itself says that removed files are kept for " + own.toHours()
                + " h. Retain that or more, or bring the table to its spec with Lakehouse.converge(spec).");
    }

    /** What an exception of Spark or Delta says, without what follows on more lines. */
    static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.;]+$", "");
    }

    private static String keyText(TableSpec spec) {
        return "(" + String.join(", ", Fields.names(spec.keyFields())) + ")";
    }
}
