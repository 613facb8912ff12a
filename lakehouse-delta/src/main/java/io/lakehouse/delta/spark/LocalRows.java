package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.util.TypeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.math.Ordering;

/**
 * Rows in the memory of this process, which verbs work on without queries: planning and scheduling a query takes longer
 * than the work on a small batch. Immutable.
 */
public final class LocalRows {

    private final StructType schema;
    private final List<UnsafeRow> rows;

    private LocalRows(StructType schema, List<UnsafeRow> rows) {
        this.schema = schema;
        this.rows = rows;
    }

    /** Rows that nobody changes any more. */
    public static LocalRows of(StructType schema, List<UnsafeRow> rows) {
        return new LocalRows(schema, rows);
    }

    /** The rows of a query, which have to be few. */
    public static LocalRows collect(Dataset<Row> query) {
        List<UnsafeRow> rows = new ArrayList<>();
        InternalRows.collect(query).forEach(row -> rows.add((UnsafeRow) row));
        return new LocalRows(query.schema(), rows);
    }

    public StructType schema() {
        return schema;
    }

    public int size() {
        return rows.size();
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public List<UnsafeRow> rows() {
        return rows;
    }

    public int getInt(int row, int column) {
        return rows.get(row).getInt(column);
    }

    public boolean getBoolean(int row, int column) {
        return rows.get(row).getBoolean(column);
    }

    /** The distinct values of a column of an atomic type; empty for NULL. */
    public List<Optional<SparkValue>> distinct(int column) {
        DataType type = schema.apply(column).dataType();
        Set<Optional<Object>> values = new LinkedHashSet<>();
        for (UnsafeRow row : rows) {
            values.add(Optional.ofNullable(row.get(column, type)));
        }
        return values.stream()
                .map(value -> value.map(each -> SparkValue.of(each, type)))
                .toList();
    }

    /** The least value of a column without NULL. */
    public SparkValue least(int column) {
        return first(column, 1);
    }

    /** The greatest value of a column without NULL. */
    public SparkValue greatest(int column) {
        return first(column, -1);
    }

    private SparkValue first(int column, int direction) {
        DataType type = schema.apply(column).dataType();
        Ordering<Object> order = TypeUtils.getInterpretedOrdering(type);
        Object first = rows.get(0).get(column, type);
        for (UnsafeRow row : rows) {
            Object value = row.get(column, type);
            first = order.compare(value, first) * direction < 0 ? value : first;
        }
        return SparkValue.of(first, type);
    }

    /** The same rows under other column names. */
    public LocalRows renamed(List<String> names) {
        return new LocalRows(renamed(schema, names), rows);
    }

    private static StructType renamed(StructType schema, List<String> names) {
        StructType renamed = new StructType();
        for (int at = 0; at < names.size(); at++) {
            StructField field = schema.apply(at);
            renamed = renamed.add(names.get(at), field.dataType(), field.nullable(), field.metadata());
        }
        return renamed;
    }

    /** The rows at these positions. */
    public LocalRows at(List<Integer> positions) {
        return new LocalRows(schema, positions.stream().map(rows::get).toList());
    }

    /** The positions of the rows in whose first column is true. */
    public List<Integer> whereTrue() {
        List<Integer> positions = new ArrayList<>();
        for (int at = 0; at < rows.size(); at++) {
            if (!rows.get(at).isNullAt(0) && getBoolean(at, 0)) {
                positions.add(at);
            }
        }
        return positions;
    }

    /** The rows with one more column, which has the same value in each. */
    public LocalRows withColumn(String name, long value) {
        return withColumn(name, DataTypes.LongType, constant -> constant.setLong(0, value));
    }

    /** The rows with one more column, which has the same value in each. */
    public LocalRows withColumn(String name, boolean value) {
        return withColumn(name, DataTypes.BooleanType, constant -> constant.setBoolean(0, value));
    }

    private LocalRows withColumn(String name, DataType type, Consumer<UnsafeRow> value) {
        StructType column = new StructType().add(name, type, false);
        UnsafeRowJoiner joiner = GenerateUnsafeRowJoiner.create(schema, column);
        UnsafeRow constant = new UnsafeRow(1);
        constant.pointTo(new byte[16], 16);
        value.accept(constant);
        return new LocalRows(
                schema.add(column.apply(0)),
                rows.stream().map(row -> joiner.join(row, constant).copy()).toList());
    }

    /** The rows of all, of which there is at least one and which have the same columns. */
    public static LocalRows concat(List<LocalRows> parts) {
        List<UnsafeRow> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.rows));
        return new LocalRows(parts.get(0).schema, all);
    }

    /** The rows as a dataset. */
    public Dataset<Row> toDataset(SparkSession spark) {
        List<InternalRow> internal = List.copyOf(rows);
        return Dataset.ofRows(
                spark, new LocalRelation(ScalaLists.seq(Attributes.of(schema)), ScalaLists.seq(internal), false));
    }
}
