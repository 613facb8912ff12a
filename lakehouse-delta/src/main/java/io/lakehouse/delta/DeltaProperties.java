package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Properties of Delta tables that are worth setting. How long removed files are kept is not among them: the spec's
 * retention says it. Unknown {@code delta.*} properties are refused by Delta itself.
 */
public final class DeltaProperties {

    /** Commits between two checkpoints of the log; Delta's default is 10. */
    public static final TableProperty<Long> CHECKPOINT_INTERVAL = TableProperty.count(
            "delta.checkpointInterval", 1, 1_000_000, "fewer checkpoints for a table with many small commits");

    /** How long the log remembers commits; Delta's default is 30 days, and here never less than the retention. */
    public static final TableProperty<Duration> LOG_RETENTION =
            TableProperty.hours("delta.logRetentionDuration", "followers may be that far behind");

    /** Bytes of a row group of a data file, before compression; Parquet's default is 128 MiB. */
    public static final TableProperty<Long> ROW_GROUP_BYTES = TableProperty.count(
            "parquet.block.size",
            64L << 10,
            1L << 30,
            "readers of sorted files skip row groups, the smaller the finer");

    static final TableProperty<Duration> FILE_RETENTION = TableProperty.hours(
            "delta.deletedFileRetentionDuration", "time travel and running readers need removed files");

    private static final Duration DEFAULT_LOG_RETENTION = Duration.ofDays(30);

    private DeltaProperties() {}

    /** A bloom filter in the data files for point lookups of a field that files are not sorted by. */
    public static TableProperty<Boolean> bloomFilter(Field<?> field) {
        return TableProperty.flag(
                "parquet.bloom.filter.enabled#" + field.name(), "lookups of one value skip row groups");
    }

    /**
     * All properties that the table of a spec has, those that follow from its retention included.
     *
     * @throws IllegalArgumentException if the spec sets the retention of files as a property, too
     */
    static List<PropertyValue> of(TableSpec spec) {
        List<PropertyValue> properties = new ArrayList<>(spec.properties());
        if (has(spec, FILE_RETENTION)) {
            throw DeltaErrors.retentionAsProperty(spec.name(), FILE_RETENTION);
        }
        properties.add(FILE_RETENTION.of(spec.retention()));
        if (spec.retention().compareTo(DEFAULT_LOG_RETENTION) > 0 && !has(spec, LOG_RETENTION)) {
            // A vacuum reads from the log what left the table that long ago.
            properties.add(LOG_RETENTION.of(spec.retention()));
        }
        return properties;
    }

    private static boolean has(TableSpec spec, TableProperty<?> property) {
        return spec.properties().stream().anyMatch(given -> given.key().equals(property.key()));
    }
}
