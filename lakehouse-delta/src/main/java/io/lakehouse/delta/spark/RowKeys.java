package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.optimizer.NormalizeFloatingNumbers$;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The keys of rows, equal if and only if a query finds their columns equal. A key with NULL in one of its columns is
 * equal to none.
 */
public final class RowKeys {

    private final UnsafeProjection projection;

    private RowKeys(UnsafeProjection projection) {
        this.projection = projection;
    }

    /** The keys of rows with these columns. */
    public static RowKeys of(SparkSession spark, StructType schema, List<String> columns) {
        List<Attribute> attributes = Attributes.of(schema.asNullable());
        return ofColumns(
                spark,
                attributes,
                columns.stream().map(column -> named(attributes, column)).toList());
    }

    /** Names are the same in upper and lower case, as they are in Delta tables. */
    private static Attribute named(List<Attribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no column " + name + " in " + attributes + "."));
    }

    /** The keys of rows with these columns. */
    public static RowKeys ofColumns(SparkSession spark, List<Attribute> attributes, List<Attribute> columns) {
        List<Expression> key = new ArrayList<>();
        // Like join keys in Spark: each NaN is equal to the others, and so are the two zeros.
        columns.forEach(column -> key.add(NormalizeFloatingNumbers$.MODULE$.normalize(column)));
        return ActiveSession.with(
                spark, () -> new RowKeys(UnsafeProjection.create(ScalaLists.seq(key), ScalaLists.seq(attributes))));
    }

    /** The key of a row; null if a column is NULL. Valid until the next call. */
    @Nullable
    UnsafeRow of(InternalRow row) {
        UnsafeRow key = projection.apply(row);
        return key.anyNull() ? null : key;
    }

    /** The key of a row, with NULL equal to NULL. Valid until the next call. */
    UnsafeRow withNulls(InternalRow row) {
        return projection.apply(row);
    }

    /** The distinct keys of rows, without those with NULL. */
    Set<UnsafeRow> distinct(LocalRows rows) {
        Set<UnsafeRow> keys = new HashSet<>();
        for (UnsafeRow row : rows.rows()) {
            UnsafeRow key = of(row);
            if (key != null && !keys.contains(key)) {
                keys.add(key.copy());
            }
        }
        return keys;
    }

    /** The number of distinct keys of rows, without those with NULL. */
    public long count(LocalRows rows) {
        return distinct(rows).size();
    }

    /** Of the rows with the same key, the first one by an order. */
    public LocalRows firstPerKey(SparkSession spark, LocalRows rows, Column... order) {
        RowOrder byColumns = RowOrder.of(spark, rows.schema(), order);
        Map<UnsafeRow, UnsafeRow> first = new LinkedHashMap<>();
        for (UnsafeRow row : rows.rows()) {
            UnsafeRow key = of(row);
            UnsafeRow before = key == null ? null : first.get(key);
            if (key != null && (before == null || byColumns.isBefore(row, before))) {
                first.put(before == null ? key.copy() : key, row);
            }
        }
        return LocalRows.of(rows.schema(), List.copyOf(first.values()));
    }
}
