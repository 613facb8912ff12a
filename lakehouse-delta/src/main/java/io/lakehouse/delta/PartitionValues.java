package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Partition values as Delta's log writes them. */
final class PartitionValues {

    private PartitionValues() {}

    /** The typed value, or empty for NULL. */
    static <T> Optional<T> parse(Field<T> field, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Class<T> type = field.type().javaType();
        Object value;
        if (type == LocalDate.class) {
            value = LocalDate.parse(text);
        } else if (type == Integer.class) {
            value = Integer.valueOf(text);
        } else if (type == Long.class) {
            value = Long.valueOf(text);
        } else if (type == String.class) {
            value = text;
        } else {
            throw new IllegalArgumentException(
                    "Cannot read values of partition field " + field + ": use a date, an integer or a string.");
        }
        return Optional.of(type.cast(value));
    }
}
