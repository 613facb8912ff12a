package io.lakehouse.delta.log;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.spark.Casts;
import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.ScalaLists;
import io.lakehouse.delta.spark.SparkValue;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.jspecify.annotations.Nullable;

/**
 * The partition values of a table's files, by column name, in the form in which Spark writes them. Delta's log may
 * contain the same value in several forms: {@code 01} in files converted from Hive partition folders, {@code 1} in
 * files written later. Readers treat both as the same number, so code that compares partitions must use these values.
 */
public final class PartitionValues {

    /** Strings that cannot be distinguished from NULL in a partition folder. */
    public static final Set<String> STORED_AS_NULL = Set.of("", ExternalCatalogUtils.DEFAULT_PARTITION_NAME());

    /** The columns by their names in the log. */
    private final Map<String, KnownForms> columns = new HashMap<>();

    /** The forms seen so far of one column's values, each mapped to the form that Spark writes; empty for NULL. */
    private record KnownForms(TableColumn column, int length, String zone, Map<String, Optional<String>> written) {

        Optional<String> written(String form) {
            // Many files share one value.
            return written.computeIfAbsent(
                    form,
                    text -> Optional.ofNullable(Casts.canonical(text, column.type(), zone))
                            .map(value -> CharColumns.padded(value, length)));
        }
    }

    private PartitionValues(TableSnapshot snapshot) {
        Map<String, Integer> lengths = CharColumns.lengths(snapshot.schema());
        for (TableColumn column : snapshot.partitionColumns()) {
            columns.put(
                    column.physicalName(),
                    new KnownForms(column, lengths.getOrDefault(column.name(), 0), snapshot.zone(), new HashMap<>()));
        }
    }

    /** Partition values for a table's files, by the partition columns in a snapshot. Not thread-safe. */
    public static PartitionValues in(TableSnapshot snapshot) {
        return new PartitionValues(snapshot);
    }

    /** The partition values of a file. */
    public Map<String, @Nullable String> of(DataFile file) {
        return of(file.action().partitionValues());
    }

    /** The partition values of a removed file, if the {@linkplain RemovedFile#hasPartition log contains them}. */
    public Map<String, @Nullable String> of(RemovedFile file) {
        return of(file.action().partitionValues());
    }

    private Map<String, @Nullable String> of(scala.collection.Map<String, String> partition) {
        // A spec may name the columns in another case.
        Map<String, @Nullable String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, @Nullable String> forms = ScalaLists.javaMap(partition);
        columns.forEach((physical, known) -> {
            String form = forms.get(physical);
            values.put(
                    known.column().name(),
                    form == null ? null : known.written(form).orElse(null));
        });
        return Collections.unmodifiableMap(values);
    }

    /**
     * Rejects strings that cannot be distinguished from NULL in a partition folder. Delta stores them as NULL, so rows
     * with these values would not be found again and would be inserted a second time.
     */
    public static void requireStorable(TableName table, Field<?> field, List<?> values) {
        for (Object value : values) {
            if (value instanceof String text && STORED_AS_NULL.contains(text)) {
                throw LogErrors.unstorableValue(table, field, value, true);
            }
        }
    }

    /** Parses a partition value to its Java type; empty for NULL. */
    public static <T> Optional<T> parse(Field<T> field, @Nullable String text) {
        Class<T> type = field.type().javaType();
        if (!Set.of(LocalDate.class, Integer.class, Long.class, String.class).contains(type)) {
            throw new IllegalArgumentException(
                    "Cannot read values of partition field " + field + ": use a date, an integer or a string.");
        }
        return SparkValue.parse(text, field.type().sparkType(), "UTC").map(value -> value.toJava(type));
    }
}
