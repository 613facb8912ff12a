package io.lakehouse.delta.spark;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Comparisons of columns with values. Spark pushes conditions down to Parquet as Java strings and, by default,
 * {@code java.sql} types. A value that these types cannot represent becomes a different value there, and Parquet skips
 * files that contain the row. Comparisons with these values are therefore built so that Spark does not push them down.
 */
public final class Comparisons {

    private Comparisons() {}

    /** Whether a value survives the round trip through Java's types unchanged. */
    private static boolean isSafe(SparkValue held) {
        Literal literal = held.literal();
        Object value = literal.value();
        if (value instanceof UTF8String text) {
            return UTF8String.fromString(text.toString()).equals(text);
        } else if (literal.dataType().equals(DataTypes.DateType) && value instanceof Integer days) {
            return DateTimeUtils.fromJavaDate(DateTimeUtils.toJavaDate(days)) == days;
        } else if (literal.dataType().equals(DataTypes.TimestampType) && value instanceof Long micros) {
            return DateTimeUtils.fromJavaTimestamp(DateTimeUtils.toJavaTimestamp(micros)) == micros;
        }
        return true;
    }

    /** The column in a form with the same order, for comparison with {@link #opaque(SparkValue)}. */
    private static Column opaque(Column column, DataType type) {
        return type.equals(DataTypes.StringType)
                ? column.cast(DataTypes.BinaryType)
                : type.equals(DataTypes.DateType) ? unix_date(column) : unix_micros(column);
    }

    private static Column opaque(SparkValue held) {
        Literal literal = held.literal();
        return literal.value() instanceof UTF8String text ? lit(text.getBytes()) : lit(literal.value());
    }

    public static Column atLeast(Column column, SparkValue value) {
        return isSafe(value)
                ? column.geq(new Column(value.literal()))
                : opaque(column, value.literal().dataType()).geq(opaque(value));
    }

    public static Column atMost(Column column, SparkValue value) {
        return isSafe(value)
                ? column.leq(new Column(value.literal()))
                : opaque(column, value.literal().dataType()).leq(opaque(value));
    }

    public static Column lessThan(Column column, SparkValue value) {
        return isSafe(value)
                ? column.lt(new Column(value.literal()))
                : opaque(column, value.literal().dataType()).lt(opaque(value));
    }

    /** Whether a column is one of the values. */
    public static Column isIn(Column column, Collection<SparkValue> values) {
        List<Column> safe = new ArrayList<>();
        List<Column> conditions = new ArrayList<>();
        for (SparkValue value : values) {
            if (isSafe(value)) {
                safe.add(new Column(value.literal()));
            } else {
                conditions.add(opaque(column, value.literal().dataType()).equalTo(opaque(value)));
            }
        }
        if (!safe.isEmpty()) {
            conditions.add(column.isin(safe.toArray()));
        }
        return Conditions.any(conditions);
    }
}
