package io.lakehouse.core.table;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Converts lists of fields to Spark schemas, columns and names. */
public final class Fields {

    private Fields() {}

    /** The schema of these fields, in their order. */
    public static StructType toStruct(Collection<? extends Field<?>> fields) {
        return new StructType(fields.stream().map(Field::toStructField).toArray(StructField[]::new));
    }

    /** Their columns, in their order. */
    public static Column[] columns(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Field::col).toArray(Column[]::new);
    }

    /** The column of exactly this name, whatever characters the name has. */
    public static Column column(String name) {
        return functions.col(Identifiers.quoted(name));
    }

    /** The name as Spark parses it: in backticks unless it is plain. */
    public static String quoted(String name) {
        return Identifiers.quoted(name);
    }

    /** The top-level columns that an expression over a table's columns reads. */
    public static Set<String> readBy(Column expression) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        columns.addAll(QualityRule.columns(expression.expr()));
        return columns;
    }

    /** The field whose name is that of a column, in upper or lower case. */
    public static Optional<Field<?>> find(Collection<? extends Field<?>> fields, String name) {
        for (Field<?> field : fields) {
            if (field.isNamed(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** Their names, in their order. */
    public static List<String> names(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Field::name).collect(Collectors.toUnmodifiableList());
    }
}
