package io.lakehouse.delta;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A value in the order in which Spark sorts its column. It is made of what Spark holds inside: {@code java.sql} has no
 * date for a day that the Julian calendar or the zone of the JVM skipped, and Java's strings cannot hold bytes that are
 * no characters.
 */
sealed interface ColumnOrder extends Comparable<ColumnOrder> {

    /** Whole numbers, days since 1970, and microseconds since then. */
    record Ordinal(long value) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Ordinal that)) {
                throw differentTypes(this, other);
            }
            return Long.compare(value, that.value);
        }
    }

    /** Strings, by their bytes. */
    record Text(UTF8String value) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Text that)) {
                throw differentTypes(this, other);
            }
            return value.compareTo(that.value);
        }
    }

    /** Empty for NULL, and for types of which no order is known here. */
    static Optional<ColumnOrder> of(Literal literal) {
        Object value = literal.value();
        if (value instanceof UTF8String text) {
            return Optional.of(new Text(text));
        } else if (value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long) {
            return Optional.of(new Ordinal(((Number) value).longValue()));
        }
        return Optional.empty();
    }

    private static IllegalArgumentException differentTypes(ColumnOrder left, ColumnOrder right) {
        return new IllegalArgumentException("Cannot compare " + left + " with " + right + ": their types differ.");
    }
}
