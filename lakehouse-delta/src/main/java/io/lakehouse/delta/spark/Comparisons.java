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
 * Comparisons of columns with values. Spark hands a condition down to Parquet by Java's strings
 * and, unless told otherwise, by {@code java.sql}: what these cannot hold becomes another value there, and files with the
 * row are skipped. Comparisons with such values are made so that Spark does not hand them down.
 */
public final class Comparisons {

    private Comparisons() {}

    /** Whether a value stays what it is on its way through Java's types. */
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

    /** The column in a form with the same order that is compared with {@link #opaque(SparkValue)}. */
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
