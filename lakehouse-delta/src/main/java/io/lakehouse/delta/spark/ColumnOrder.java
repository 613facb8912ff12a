package io.lakehouse.delta.spark;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A value that compares in the order in which Spark sorts its column. It uses Spark's internal representation:
 * {@code java.sql} has no date for a day skipped by the Julian calendar or the JVM's time zone, and Java strings cannot
 * hold bytes that are not valid characters.
 */
public sealed interface ColumnOrder extends Comparable<ColumnOrder> {

    /** Integers, dates as days since 1970, and timestamps as microseconds since 1970. */
    record Ordinal(long value) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Ordinal that)) {
                throw differentTypes(this, other);
            }
            return Long.compare(value, that.value);
        }
    }

    /** Strings, ordered by their bytes. */
    record Text(UTF8String value) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Text that)) {
                throw differentTypes(this, other);
            }
            return value.compareTo(that.value);
        }
    }

    static ColumnOrder of(String value) {
        return new Text(UTF8String.fromString(value));
    }

    static ColumnOrder of(LocalDate value) {
        return new Ordinal(value.toEpochDay());
    }

    /**
     * The order of an instant.
     *
     * @throws ArithmeticException if the instant is outside the range of Spark's timestamps
     */
    static ColumnOrder of(Instant value) {
        return new Ordinal(DateTimeUtils.instantToMicros(value));
    }

    /** The order of a value in Spark's internal form; empty for NULL and for types without an order here. */
    static Optional<ColumnOrder> ofInternal(@Nullable Object value) {
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
