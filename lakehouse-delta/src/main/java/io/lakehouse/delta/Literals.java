package io.lakehouse.delta;

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
 * Values as Spark holds them inside, and conditions over them. Spark hands a condition down to Parquet by Java's strings
 * and, unless told otherwise, by {@code java.sql}: what these cannot hold becomes another value there, and files with the
 * row are skipped. Conditions over such values are made so that Spark does not hand them down.
 */
final class Literals {

    private Literals() {}

    /** A value of a row or of an array. */
    static Literal of(Object value, DataType type) {
        return new Literal(value instanceof UTF8String text ? text.copy() : value, type);
    }

    /** Whether a value stays what it is on its way through Java's types. */
    private static boolean isSafe(Literal literal) {
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

    /** The column in a form with the same order that is compared with {@link #opaque(Literal)}. */
    private static Column opaque(Column column, DataType type) {
        return type.equals(DataTypes.StringType)
                ? column.cast(DataTypes.BinaryType)
                : type.equals(DataTypes.DateType) ? unix_date(column) : unix_micros(column);
    }

    private static Column opaque(Literal literal) {
        return literal.value() instanceof UTF8String text ? lit(text.getBytes()) : lit(literal.value());
    }

    static Column atLeast(Column column, Literal value) {
        return isSafe(value)
                ? column.geq(new Column(value))
                : opaque(column, value.dataType()).geq(opaque(value));
    }

    static Column atMost(Column column, Literal value) {
        return isSafe(value)
                ? column.leq(new Column(value))
                : opaque(column, value.dataType()).leq(opaque(value));
    }

    static Column lessThan(Column column, Literal value) {
        return isSafe(value)
                ? column.lt(new Column(value))
                : opaque(column, value.dataType()).lt(opaque(value));
    }

    /** Whether a column is one of the values. */
    static Column isIn(Column column, Collection<Literal> values) {
        List<Column> safe = new ArrayList<>();
        List<Column> conditions = new ArrayList<>();
        for (Literal value : values) {
            if (isSafe(value)) {
                safe.add(new Column(value));
            } else {
                conditions.add(opaque(column, value.dataType()).equalTo(opaque(value)));
            }
        }
        if (!safe.isEmpty()) {
            conditions.add(column.isin(safe.toArray()));
        }
        return Conditions.any(conditions);
    }
}
