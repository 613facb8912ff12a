package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.delta.log.SpecProperties;
import java.time.Duration;

/**
 * Properties of Delta tables that are worth setting. The retention of removed files is not among them, because the
 * spec's retention sets it. Other {@code delta.*} properties can be created with {@link TableProperty}; unknown
 * properties, and values that Delta cannot parse, are rejected.
 */
public final class DeltaProperties {

    /** Number of commits between checkpoints; Delta's default is 10. */
    public static final TableProperty<Long> CHECKPOINT_INTERVAL = SpecProperties.CHECKPOINT_INTERVAL;

    /**
     * How long the log keeps commits, at least the table's retention. Default: 30 days, or the table's retention if
     * that is longer.
     */
    public static final TableProperty<Duration> LOG_RETENTION = SpecProperties.LOG_RETENTION;

    /** Size of a Parquet row group in bytes, before compression; Parquet's default is 128 MiB. */
    public static final TableProperty<Long> ROW_GROUP_BYTES = TableProperty.count(
            "parquet.block.size",
            64L << 10,
            1L << 30,
            "readers of sorted files skip row groups; smaller ones are skipped more precisely");

    /**
     * Rows per Parquet page; Parquet's default is 20000. The default of an ordered table is 1000: that takes 1 to 2 %
     * more storage, and a lookup of one key reads a third of the bytes in files of a few thousand rows.
     */
    public static final TableProperty<Long> ROWS_PER_PAGE = SpecProperties.ROWS_PER_PAGE;

    private DeltaProperties() {}

    /** A Bloom filter in the data files, for point lookups by a field that files are not sorted by. */
    public static TableProperty<Boolean> bloomFilter(Field<?> field) {
        return TableProperty.flag(
                "parquet.bloom.filter.enabled#" + field.name(), "lookups of one value skip row groups");
    }
}
