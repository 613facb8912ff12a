package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableProperty;
import io.lakehouse.delta.log.SpecProperties;
import java.time.Duration;

/**
 * Properties of Delta tables that are worth setting. How long removed files are kept is not among them: the spec's
 * retention says it. Other {@code delta.*} properties can be made with {@link TableProperty}; unknown ones, and values
 * that Delta cannot read, are refused.
 */
public final class DeltaProperties {

    /** Commits between two checkpoints of the log; Delta's default is 10. */
    public static final TableProperty<Long> CHECKPOINT_INTERVAL = SpecProperties.CHECKPOINT_INTERVAL;

    /** How long the log remembers commits, the retention at least; default: 30 days, or the retention if that is longer. */
    public static final TableProperty<Duration> LOG_RETENTION = SpecProperties.LOG_RETENTION;

    /** Bytes of a row group of a data file, before compression; Parquet's default is 128 MiB. */
    public static final TableProperty<Long> ROW_GROUP_BYTES = TableProperty.count(
            "parquet.block.size",
            64L << 10,
            1L << 30,
            "readers of sorted files skip row groups, the smaller the finer");

    /**
     * Rows of a page of a data file; Parquet's default is 20000. A table that is ordered has 1000 unless told otherwise:
     * that takes one or two per cent more storage, and readers of one key read a third of the bytes in files of some thousand
     * rows.
     */
    public static final TableProperty<Long> ROWS_PER_PAGE = SpecProperties.ROWS_PER_PAGE;

    private DeltaProperties() {}

    /** A bloom filter in the data files for point lookups of a field that files are not sorted by. */
    public static TableProperty<Boolean> bloomFilter(Field<?> field) {
        return TableProperty.flag(
                "parquet.bloom.filter.enabled#" + field.name(), "lookups of one value skip row groups");
    }
}
