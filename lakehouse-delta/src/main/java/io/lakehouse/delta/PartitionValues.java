package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The partition values of a table's files, by column name and as Spark writes them. Delta's log may hold one value in
 * several forms: {@code 01} in a table that was converted from Hive's folders, {@code 1} in what came later; a reader
 * takes both for the same number. Whoever tells partitions apart has to do so by these.
 */
final class PartitionValues {

    /** Strings that a partition folder cannot tell from NULL. */
    static final Set<String> STORED_AS_NULL = Set.of("", ExternalCatalogUtils.DEFAULT_PARTITION_NAME());

    private static final Option<String> UTC = Option.apply("UTC");

    private final Map<String, KnownForms> columns = new HashMap<>();

    /** The forms of one column's values that were seen, each as Spark writes it; empty for NULL. */
    private record KnownForms(DataType type, Map<String, Optional<String>> written) {

        Optional<String> written(String form) {
            // Many files share one value.
            return written.computeIfAbsent(
                    form,
                    text -> Optional.ofNullable(read(text, type))
                            .map(value -> String.valueOf(cast(new Literal(value, type), DataTypes.StringType))));
        }
    }

    private PartitionValues(Snapshot snapshot) {
        for (StructField column : snapshot.metadata().partitionSchema().fields()) {
            columns.put(column.name(), new KnownForms(column.dataType(), new HashMap<>()));
        }
    }

    /** For files of a table, by the types that it has in a snapshot. Not for several threads. */
    static PartitionValues in(Snapshot snapshot) {
        return new PartitionValues(snapshot);
    }

    /** The values of a file's partition. */
    Map<String, @Nullable String> of(AddFile file) {
        return of(file.partitionValues());
    }

    /** The values of a partition that an action of the log names. */
    Map<String, @Nullable String> of(scala.collection.Map<String, String> partition) {
        Map<String, @Nullable String> values = ScalaLists.javaMap(partition);
        columns.forEach((column, forms) -> values.computeIfPresent(
                column, (name, form) -> forms.written(form).orElse(null)));
        columns.keySet().forEach(column -> values.putIfAbsent(column, null));
        return Collections.unmodifiableMap(values);
    }

    /** A partition value of the log as Spark reads it; NULL also for what is no value of the type. */
    static @Nullable Object read(@Nullable String text, DataType type) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        UTF8String string = UTF8String.fromString(text);
        return type.equals(DataTypes.StringType) ? string : cast(new Literal(string, DataTypes.StringType), type);
    }

    private static @Nullable Object cast(Literal literal, DataType type) {
        return new Cast(literal, type, UTC, EvalMode.LEGACY()).eval(null);
    }

    /**
     * Refuses strings that a partition folder cannot tell from NULL: Delta stores them as NULL, so rows of such a value
     * would not be found again and be inserted once more.
     */
    static void requireStorable(TableName table, Field<?> field, List<?> values) {
        for (Object value : values) {
            if (value instanceof String text && STORED_AS_NULL.contains(text)) {
                throw DeltaErrors.valueStoredAsAnother(table, field, value);
            }
        }
    }

    /** The typed value of a text, or empty for NULL. */
    static <T> Optional<T> parse(Field<T> field, @Nullable String text) {
        Class<T> type = field.type().javaType();
        if (!Set.of(LocalDate.class, Integer.class, Long.class, String.class).contains(type)) {
            throw new IllegalArgumentException(
                    "Cannot read values of partition field " + field + ": use a date, an integer or a string.");
        }
        Object value = read(text, field.type().sparkType());
        return value == null ? Optional.empty() : Optional.of(toJava(field, value));
    }

    /** What Spark holds inside as a value of a field that a table can be partitioned by. */
    static <T> T toJava(Field<T> field, Object value) {
        Class<T> type = field.type().javaType();
        if (type == LocalDate.class) {
            return type.cast(LocalDate.ofEpochDay((Integer) value));
        }
        return type.cast(type == String.class ? value.toString() : value);
    }
}
