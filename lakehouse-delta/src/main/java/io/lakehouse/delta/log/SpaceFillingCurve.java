package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.delta.skipping.MultiDimClusteringFunctions;

/** The position of a row on a space-filling curve through several columns, as Delta's own commands compute it. */
public final class SpaceFillingCurve {

    /** The number of ranges into which the values of each column are divided before the columns are interleaved. */
    private static final int RANGES = 1024;

    private static final int BITS_OF_RANGES = Integer.numberOfTrailingZeros(RANGES);

    private SpaceFillingCurve() {}

    /** The z-order curve, as in {@code OPTIMIZE ZORDER BY}. */
    public static Column zorder(List<Column> columns) {
        return MultiDimClusteringFunctions.interleave_bits(ScalaLists.seq(ranges(columns)));
    }

    /** The Hilbert curve, as in liquid clustering. */
    public static Column hilbert(List<Column> columns) {
        return MultiDimClusteringFunctions.hilbert_index(BITS_OF_RANGES, ScalaLists.seq(ranges(columns)));
    }

    private static List<Column> ranges(List<Column> columns) {
        return columns.stream()
                .map(column -> MultiDimClusteringFunctions.range_partition_id(column, RANGES))
                .toList();
    }
}
