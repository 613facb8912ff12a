package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.delta.skipping.MultiDimClusteringFunctions;

/** Where rows stand on a curve through several columns at once, as Delta's own commands compute it. */
public final class SpaceFillingCurve {

    /** Into how many ranges the values of a column are put before the ranges of several columns are interleaved. */
    private static final int RANGES = 1024;

    private static final int BITS_OF_RANGES = Integer.numberOfTrailingZeros(RANGES);

    private SpaceFillingCurve() {}

    /** The z-order curve, {@code OPTIMIZE ZORDER BY}. */
    public static Column zorder(List<Column> columns) {
        return MultiDimClusteringFunctions.interleave_bits(ScalaLists.seq(ranges(columns)));
    }

    /** The Hilbert curve, liquid clustering. */
    public static Column hilbert(List<Column> columns) {
        return MultiDimClusteringFunctions.hilbert_index(BITS_OF_RANGES, ScalaLists.seq(ranges(columns)));
    }

    private static List<Column> ranges(List<Column> columns) {
        return columns.stream()
                .map(column -> MultiDimClusteringFunctions.range_partition_id(column, RANGES))
                .toList();
    }
}
