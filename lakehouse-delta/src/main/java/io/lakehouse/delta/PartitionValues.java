package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.delta.actions.AddFile;
import org.jspecify.annotations.Nullable;

/** Partition values as Delta's log writes them. */
final class PartitionValues {

    /** Strings that a partition folder cannot tell from NULL. */
    static final Set<String> STORED_AS_NULL = Set.of("", ExternalCatalogUtils.DEFAULT_PARTITION_NAME());

    private PartitionValues() {}

    /**
     * Refuses strings that a partition folder cannot tell from NULL: Delta stores them as NULL, so rows of such a value
     * would not be found again and be inserted once more.
     */
    static void requireStorable(TableName table, Field<?> field, List<?> values) {
        for (Object value : values) {
            if (value instanceof String text && STORED_AS_NULL.contains(text)) {
                throw DeltaErrors.valueStoredAsNull(table, field, value);
            }
        }
    }

    /** The values of a file's partition by column name, as text; NULL for NULL, which some engines write as ''. */
    static Map<String, String> of(AddFile file) {
        Map<String, String> values = ScalaLists.javaMap(file.partitionValues());
        values.replaceAll((column, value) -> value == null || value.isEmpty() ? null : value);
        return Collections.unmodifiableMap(values);
    }

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
