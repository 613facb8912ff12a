package io.lakehouse.delta.spark;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** A set of keys, by which rows are looked up while they are read. Safe for use by many threads. */
public final class KeySet {

    private final SparkSession spark;
    private final Set<UnsafeRow> keys;
    private final List<String> columns;

    private KeySet(SparkSession spark, Set<UnsafeRow> keys, List<String> columns) {
        this.spark = spark;
        this.keys = keys;
        this.columns = columns;
    }

    /**
     * The keys of rows.
     *
     * @param columns the columns of the key in the rows
     * @param lookedUp the columns of the key in the rows that are looked up
     */
    public static KeySet of(SparkSession spark, LocalRows rows, List<String> columns, List<String> lookedUp) {
        return new KeySet(spark, RowKeys.of(spark, rows.schema(), columns).distinct(rows), lookedUp);
    }

    /** Whether the key of a row with these columns is in the set, for one thread. */
    public Predicate<InternalRow> in(StructType schema) {
        RowKeys of = RowKeys.of(spark, schema, columns);
        return row -> {
            UnsafeRow key = of.of(row);
            return key != null && keys.contains(key);
        };
    }
}
