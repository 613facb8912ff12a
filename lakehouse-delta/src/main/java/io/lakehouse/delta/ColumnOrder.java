package io.lakehouse.delta;

import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;

/** A value in the order in which Spark sorts its column, whichever of Java's classes it came in. */
sealed interface ColumnOrder extends Comparable<ColumnOrder> {

    /** Whole numbers, days and instants. */
    record Ordinal(long high, long low) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Ordinal that)) {
                throw differentTypes(this, other);
            }
            int byHigh = Long.compare(high, that.high);
            return byHigh != 0 ? byHigh : Long.compare(low, that.low);
        }
    }

    /** Strings, by their UTF-8 bytes: Java's own order differs for characters outside the basic plane. */
    record Text(String value) implements ColumnOrder {

        @Override
        public int compareTo(ColumnOrder other) {
            if (!(other instanceof Text that)) {
                throw differentTypes(this, other);
            }
            return Arrays.compareUnsigned(
                    value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
        }
    }

    static ColumnOrder of(Object value) {
        if (value instanceof String text) {
            return new Text(text);
        } else if (value instanceof Integer || value instanceof Long) {
            return new Ordinal(((Number) value).longValue(), 0);
        } else if (value instanceof LocalDate day) {
            return new Ordinal(day.toEpochDay(), 0);
        } else if (value instanceof Date day) {
            return new Ordinal(DateTimeUtils.fromJavaDate(day), 0);
        } else if (value instanceof Instant instant) {
            return new Ordinal(instant.getEpochSecond(), instant.getNano() / 1_000);
        } else if (value instanceof Timestamp timestamp) {
            // Its own instant is that of another calendar for days before 1582.
            long micros = DateTimeUtils.fromJavaTimestamp(timestamp);
            return new Ordinal(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L));
        }
        throw new IllegalArgumentException("Cannot order a " + value.getClass().getSimpleName()
                + ": use a string, an integer, a date or a timestamp.");
    }

    private static IllegalArgumentException differentTypes(ColumnOrder left, ColumnOrder right) {
        return new IllegalArgumentException("Cannot compare " + left + " with " + right + ": their types differ.");
    }
}
