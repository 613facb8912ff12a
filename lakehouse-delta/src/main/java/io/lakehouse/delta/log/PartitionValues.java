package io.lakehouse.delta.log;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.Casts;
import io.lakehouse.delta.spark.ScalaLists;
import io.lakehouse.delta.spark.SparkValue;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The partition values of a table's files, by column name and as Spark writes them. Delta's log may hold one value in
 * several forms: {@code 01} in a table that was converted from Hive's folders, {@code 1} in what came later; a reader
 * takes both for the same number. Whoever tells partitions apart has to do so by these.
 */
public final class PartitionValues {

    /** Strings that a partition folder cannot tell from NULL. */
    public static final Set<String> STORED_AS_NULL = Set.of("", ExternalCatalogUtils.DEFAULT_PARTITION_NAME());

    private final Map<String, KnownForms> columns = new HashMap<>();

    /** The forms of one column's values that were seen, each as Spark writes it; empty for NULL. */
    private record KnownForms(DataType type, Map<String, Optional<String>> written) {

        Optional<String> written(String form) {
            // Many files share one value.
            return written.computeIfAbsent(form, text -> Optional.ofNullable(Casts.canonical(text, type)));
        }
    }

    private PartitionValues(StructType partitionSchema) {
        for (StructField column : partitionSchema.fields()) {
            columns.put(column.name(), new KnownForms(column.dataType(), new HashMap<>()));
        }
    }

    /** For files of a table, by the types that it has in a snapshot. Not for several threads. */
    public static PartitionValues in(TableSnapshot snapshot) {
        return new PartitionValues(snapshot.partitionSchema());
    }

    /** The values of a file's partition. */
    public Map<String, @Nullable String> of(DataFile file) {
        return of(file.action().partitionValues());
    }

    /** The values of the partition that a file was of, if the {@linkplain RemovedFile#hasPartition log says so}. */
    public Map<String, @Nullable String> of(RemovedFile file) {
        return of(file.action().partitionValues());
    }

    private Map<String, @Nullable String> of(scala.collection.Map<String, String> partition) {
        Map<String, @Nullable String> values = ScalaLists.javaMap(partition);
        columns.forEach((column, forms) -> values.computeIfPresent(
                column, (name, form) -> forms.written(form).orElse(null)));
        columns.keySet().forEach(column -> values.putIfAbsent(column, null));
        return Collections.unmodifiableMap(values);
    }

    /**
     * Refuses strings that a partition folder cannot tell from NULL: Delta stores them as NULL, so rows of such a value
     * would not be found again and be inserted once more.
     */
    public static void requireStorable(TableName table, Field<?> field, List<?> values) {
        for (Object value : values) {
            if (value instanceof String text && STORED_AS_NULL.contains(text)) {
                throw LogErrors.valueStoredAsAnother(table, field, value, true);
            }
        }
    }

    /** The typed value of a text, or empty for NULL. */
    public static <T> Optional<T> parse(Field<T> field, @Nullable String text) {
        Class<T> type = field.type().javaType();
        if (!Set.of(LocalDate.class, Integer.class, Long.class, String.class).contains(type)) {
            throw new IllegalArgumentException(
                    "Cannot read values of partition field " + field + ": use a date, an integer or a string.");
        }
        return SparkValue.parse(text, field.type().sparkType()).map(value -> value.toJava(type));
    }
}
