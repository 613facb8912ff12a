package io.lakehouse.core.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How a live table differs from its spec, column by column. Comments do not count; the order of columns does not
 * either, because columns are matched by name.
 */
public record SchemaDiff(List<String> differences) {

    public SchemaDiff {
        differences = List.copyOf(differences);
    }

    /** Compares a spec with the schema and the partition columns that a table has. */
    public static SchemaDiff between(TableSpec spec, StructType live, List<String> livePartitions) {
        List<String> differences = new ArrayList<>(columns(spec.fields(), live).differences());
        List<String> specified = Fields.names(spec.partitionFields());
        if (!specified.equals(livePartitions)) {
            differences.add("it is partitioned by " + livePartitions + ", the spec says " + specified);
        }
        return new SchemaDiff(differences);
    }

    /** Compares the columns alone. */
    private static SchemaDiff columns(List<Field<?>> specified, StructType live) {
        Map<String, StructField> unmatched = new LinkedHashMap<>();
        for (StructField column : live.fields()) {
            unmatched.put(column.name(), column);
        }
        List<String> differences = new ArrayList<>();
        for (Field<?> field : specified) {
            StructField column = unmatched.remove(field.name());
            if (column == null) {
                differences.add("column " + field + " is missing");
            } else if (!column.dataType().sameType(field.type().sparkType())) {
                differences.add(
                        "column " + field.name() + " is " + column.dataType().catalogString() + ", the spec says "
                                + field.type().sparkType().catalogString());
            } else if (column.nullable() == field.isRequired()) {
                differences.add("column " + field.name() + " is " + nullability(column.nullable()) + ", the spec says "
                        + nullability(!field.isRequired()));
            }
        }
        unmatched.keySet().forEach(extra -> differences.add("column " + extra + " is not in the spec"));
        return new SchemaDiff(differences);
    }

    private static String nullability(boolean nullable) {
        return nullable ? "nullable" : "not null";
    }

    public boolean isEmpty() {
        return differences.isEmpty();
    }

    @Override
    public String toString() {
        return differences.stream().collect(Collectors.joining("; "));
    }
}
