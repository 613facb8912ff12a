package io.lakehouse.core.table;

import java.time.Duration;
import java.util.function.Function;

/**
 * A table property as a typed constant, which checks its values.
 *
 * <pre>{@code
 * static final TableProperty<Long> ROW_GROUP_BYTES =
 *     TableProperty.count("parquet.block.size", 1 << 16, 1L << 31, "readers skip row groups");
 *
 * TableSpec.builder().addProperties(ROW_GROUP_BYTES.of(16L << 20))
 * }</pre>
 *
 * @param <T> the Java type of its values
 */
public final class TableProperty<T> {

    private final String key;
    private final String reason;
    private final Function<T, String> toText;

    private TableProperty(String key, String reason, Function<T, String> toText) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("Invalid table property: its key is blank; name one.");
        }
        this.key = key;
        this.reason = reason;
        this.toText = toText;
    }

    /** A property that is true or false. */
    public static TableProperty<Boolean> flag(String key, String reason) {
        return new TableProperty<>(key, reason, String::valueOf);
    }

    /** A whole number between the two bounds, both included. */
    public static TableProperty<Long> count(String key, long min, long max, String reason) {
        return new TableProperty<>(key, reason, value -> {
            if (value < min || value > max) {
                throw new IllegalArgumentException("Invalid table property " + key + "=" + value
                        + ": use a whole number from " + min + " to " + max + ".");
            }
            return value.toString();
        });
    }

    /** A duration, stored in whole hours, rounded up. */
    public static TableProperty<Duration> hours(String key, String reason) {
        return new TableProperty<>(key, reason, value -> {
            if (value.isNegative()) {
                throw new IllegalArgumentException(
                        "Invalid table property " + key + "=" + value + ": use a duration of 0 or more.");
            }
            Duration whole = Duration.ofHours(value.toHours());
            return "interval " + (whole.equals(value) ? whole : whole.plusHours(1)).toHours() + " hours";
        });
    }

    /** Any text. */
    public static TableProperty<String> text(String key, String reason) {
        return new TableProperty<>(key, reason, Function.identity());
    }

    /** The property as the table stores it, for example {@code parquet.block.size}. */
    public String key() {
        return key;
    }

    /** Why a table would set it, in one phrase. */
    public String reason() {
        return reason;
    }

    /**
     * The property with a value.
     *
     * @throws IllegalArgumentException if the value is invalid for the property
     */
    public PropertyValue of(T value) {
        return new PropertyValue(key, toText.apply(value));
    }

    @Override
    public String toString() {
        return key;
    }
}
