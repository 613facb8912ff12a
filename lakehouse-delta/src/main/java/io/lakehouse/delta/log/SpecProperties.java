package io.lakehouse.delta.log;

import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ScalaLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.delta.DeltaConfigs;

/** The table properties of a spec, including those derived from the rest of the spec. */
public final class SpecProperties {

    public static final TableProperty<Long> CHECKPOINT_INTERVAL = TableProperty.count(
            "delta.checkpointInterval", 1, 1_000_000, "fewer checkpoints for a table with many small commits");

    public static final TableProperty<Duration> LOG_RETENTION =
            TableProperty.hours("delta.logRetentionDuration", "followers may be that far behind");

    public static final TableProperty<Long> ROWS_PER_PAGE = TableProperty.count(
            "parquet.page.row.count.limit",
            100,
            1_000_000,
            "readers of sorted files skip pages; smaller ones are skipped more precisely");

    private static final TableProperty<Duration> FILE_RETENTION = TableProperty.hours(
            "delta.deletedFileRetentionDuration", "time travel and running readers need removed files");

    public static final String TRANSACTION_RETENTION = "delta.setTransactionRetentionDuration";

    private static final long ROWS_PER_PAGE_IF_ORDERED = 1_000;
    private static final List<String> STATISTICS =
            List.of("delta.dataSkippingNumIndexedCols", "delta.dataSkippingStatsColumns");
    private static final Pattern HOURS = Pattern.compile("interval ([0-9]{1,9}) hours");
    private static final Duration DEFAULT_LOG_RETENTION = Duration.ofDays(30);

    private SpecProperties() {}

    /**
     * All table properties of a spec, including those derived from its retention and order fields; of an adopted table
     * only those that the spec names.
     *
     * @throws IllegalArgumentException if Delta does not know a property or cannot parse its value, or if a property
     *     contradicts the spec
     */
    public static List<PropertyValue> of(TableSpec spec) {
        if (spec.adopted()) {
            return spec.properties();
        }
        if (has(spec, FILE_RETENTION.key())) {
            throw LogErrors.conflictingProperty(spec.name(), FILE_RETENTION.key(), "use retention(...) instead");
        }
        for (String key : STATISTICS) {
            if (has(spec, key)) {
                throw LogErrors.conflictingProperty(
                        spec.name(), key, "list the fields that need statistics among the first 32 instead");
            }
        }
        if (has(spec, TRANSACTION_RETENTION)) {
            throw LogErrors.conflictingProperty(
                    spec.name(),
                    TRANSACTION_RETENTION,
                    "the table would forget which batches it contains, leave it out");
        }
        for (PropertyValue property : spec.properties()) {
            String key = property.key().toLowerCase(Locale.ROOT);
            if (key.startsWith("delta.constraints.") || key.startsWith("delta.feature.")) {
                throw LogErrors.conflictingProperty(
                        spec.name(),
                        property.key(),
                        "use quality rules, and let the features be set by what needs them");
            }
        }
        List<PropertyValue> properties = new ArrayList<>(spec.properties());
        properties.add(FILE_RETENTION.of(spec.retention()));
        if (spec.retention().compareTo(DEFAULT_LOG_RETENTION) > 0 && !has(spec, LOG_RETENTION.key())) {
            // A vacuum reads from the log which files were removed that long ago.
            properties.add(LOG_RETENTION.of(spec.retention()));
        }
        if (!spec.orderFields().isEmpty() && !has(spec, ROWS_PER_PAGE.key())) {
            properties.add(ROWS_PER_PAGE.of(ROWS_PER_PAGE_IF_ORDERED));
        }
        validate(spec, properties);
        return properties;
    }

    /** Validates before the commit. Delta reads most properties only when needed, after a commit it cannot undo. */
    private static void validate(TableSpec spec, List<PropertyValue> properties) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach(property -> values.put(property.key(), property.value()));
        try {
            DeltaConfigs.validateConfigurations(ScalaLists.map(values));
        } catch (Exception e) {
            throw LogErrors.badProperty(spec.name(), e);
        }
        boolean isTooShort = properties.stream()
                .filter(property -> property.key().equals(LOG_RETENTION.key()))
                .map(property -> HOURS.matcher(property.value()))
                .anyMatch(hours -> hours.matches()
                        && Duration.ofHours(Long.parseLong(hours.group(1))).compareTo(spec.retention()) < 0);
        if (isTooShort) {
            throw LogErrors.conflictingProperty(
                    spec.name(), LOG_RETENTION.key(), "use the retention, " + spec.retention() + ", or more");
        }
    }

    private static boolean has(TableSpec spec, String key) {
        return spec.properties().stream().anyMatch(given -> given.key().equalsIgnoreCase(key));
    }
}
