package io.lakehouse.core.table;

import io.lakehouse.core.Redaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The differences between a live table and its spec. Columns are matched by name, without regard to case, so their
 * order does not matter.
 * Comments are compared for the table and its top-level columns, properties only if the spec names them. Pure: it
 * compares descriptions and reads nothing.
 */
public record SchemaDiff(List<Difference> differences) {

    /** Integer types, each of which holds the values of those before it. */
    private static final List<DataType> INTEGERS =
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType);

    public SchemaDiff {
        differences = List.copyOf(differences);
    }

    /**
     * One difference.
     *
     * @param text what the table has and what the spec says
     * @param isSafe whether the table can be changed to match the spec without touching its rows and without breaking
     *     readers or writers of the current schema
     */
    public record Difference(Kind kind, String text, boolean isSafe) {}

    /** The kind of a difference. */
    public enum Kind {
        MISSING,
        EXTRA,
        TYPE,
        /** The table's type holds every value of the spec's, and the spec allows it to be widened. */
        WIDER,
        /** The table requires a value where the spec does not. */
        NULLABILITY,
        /** The spec requires a value where the table does not, so only the verbs do. */
        NOT_ENFORCED,
        PARTITIONING,
        CLUSTERING,
        COMMENT,
        PROPERTY
    }

    /** Compares a spec with a live table. */
    public static SchemaDiff between(TableSpec spec, TableDescription live) {
        List<Difference> differences = columns(spec, live.schema());
        layout(Kind.PARTITIONING, "partitioned", live.partitionColumns(), spec.partitionFields(), differences);
        if (!spec.adopted()) {
            // The owner of an adopted table may cluster it by a column inside a struct, which no field is.
            layout(Kind.CLUSTERING, "clustered", live.clusteringColumns(), spec.clusteringFields(), differences);
        }
        comment("its comment", live.comment(), spec.comment(), differences);
        for (PropertyValue property : spec.properties()) {
            String value = live.properties().get(property.key());
            if (!property.value().equals(value)) {
                differences.add(new Difference(
                        Kind.PROPERTY,
                        "property " + property.key() + " is "
                                + (value == null ? "not set" : Redaction.show(property.key(), value))
                                + ", the spec says " + property.value(),
                        true));
            }
        }
        return new SchemaDiff(differences);
    }

    private static void layout(
            Kind kind, String how, List<String> live, List<Field<?>> fields, List<Difference> differences) {
        List<String> specified = Fields.names(fields);
        if (!specified.stream()
                .map(SchemaDiff::caseless)
                .toList()
                .equals(live.stream().map(SchemaDiff::caseless).toList())) {
            differences.add(
                    new Difference(kind, "it is " + how + " by " + live + ", the spec says " + specified, false));
        }
    }

    private static void comment(String whose, String live, String specified, List<Difference> differences) {
        if (!live.equals(specified)) {
            differences.add(new Difference(
                    Kind.COMMENT, whose + " is '" + live + "', the spec says '" + specified + "'", true));
        }
    }

    private static List<Difference> columns(TableSpec spec, StructType live) {
        List<Difference> differences = new ArrayList<>();
        Map<String, StructField> unmatched = new LinkedHashMap<>();
        for (StructField column : live.fields()) {
            unmatched.put(caseless(column.name()), column);
        }
        for (Field<?> field : spec.fields()) {
            StructField column = unmatched.remove(caseless(field.name()));
            if (column == null) {
                differences.add(new Difference(Kind.MISSING, "column " + field + " is missing", !field.isRequired()));
            } else {
                differences.addAll(between(spec, field, column));
            }
        }
        if (!spec.allowsExtraColumns()) {
            unmatched
                    .values()
                    .forEach(extra -> differences.add(
                            new Difference(Kind.EXTRA, "column " + extra.name() + " is not in the spec", false)));
        }
        return differences;
    }

    /** Delta's names are the same in upper and lower case. */
    private static String caseless(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Compares a field with its column; the nullability of what is inside lists and maps only if exact. */
    private static List<Difference> between(TableSpec spec, Field<?> field, StructField column) {
        List<Difference> differences = new ArrayList<>();
        boolean isExact = !spec.adopted();
        String live = shape(column.dataType(), isExact);
        String specified = shape(field.type().sparkType(), isExact);
        if (!live.equals(specified)) {
            differences.add(new Difference(
                    isWidened(spec, field, column) ? Kind.WIDER : Kind.TYPE,
                    "column " + field.name() + " is " + live + ", the spec says " + specified,
                    false));
        }
        if (column.nullable() == field.isRequired()) {
            differences.add(new Difference(
                    field.isRequired() ? Kind.NOT_ENFORCED : Kind.NULLABILITY,
                    "column " + field.name() + " is " + nullability(column.nullable()) + ", the spec says "
                            + nullability(!field.isRequired()),
                    !field.isRequired()));
        }
        comment(
                "the comment of column " + field.name(),
                column.getComment().getOrElse(() -> ""),
                field.comment(),
                differences);
        return differences;
    }

    private static boolean isWidened(TableSpec spec, Field<?> field, StructField column) {
        return spec.evolution() == SchemaEvolution.ADD_AND_WIDEN_COLUMNS
                // Values of keys and partitions are compared with the log's, by the type of the spec.
                && !spec.keyFields().contains(field)
                && !spec.partitionFields().contains(field)
                && INTEGERS.contains(field.type().sparkType())
                && INTEGERS.indexOf(column.dataType())
                        > INTEGERS.indexOf(field.type().sparkType());
    }

    /** Compares only the names and types of these fields; further columns are ignored. */
    static SchemaDiff typesOf(List<Field<?>> fields, StructType live) {
        List<Difference> differences = new ArrayList<>();
        Map<String, DataType> types = new LinkedHashMap<>();
        for (StructField column : live.fields()) {
            types.put(caseless(column.name()), column.dataType());
        }
        for (Field<?> field : fields) {
            DataType type = types.get(caseless(field.name()));
            if (type == null) {
                differences.add(new Difference(Kind.MISSING, "column " + field + " is missing", false));
            } else if (!DataType.equalsIgnoreNullability(type, field.type().sparkType())) {
                differences.add(new Difference(
                        Kind.TYPE,
                        "column " + field.name() + " is " + type.catalogString() + ", the spec says "
                                + field.type().sparkType().catalogString(),
                        false));
            }
        }
        return new SchemaDiff(differences);
    }

    /** A type as text, with nested nullability if wanted, but without comments. */
    private static String shape(DataType type, boolean withNullability) {
        if (type instanceof StructType struct) {
            List<String> parts = new ArrayList<>();
            for (StructField field : struct.fields()) {
                parts.add(caseless(field.name()) + ":" + shape(field.dataType(), withNullability)
                        + (field.nullable() || !withNullability ? "" : " not null"));
            }
            return "struct<" + String.join(",", parts) + ">";
        } else if (type instanceof ArrayType array) {
            return "array<" + shape(array.elementType(), withNullability)
                    + (array.containsNull() || !withNullability ? "" : " not null") + ">";
        } else if (type instanceof MapType map) {
            return "map<" + shape(map.keyType(), withNullability) + "," + shape(map.valueType(), withNullability)
                    + (map.valueContainsNull() || !withNullability ? "" : " not null") + ">";
        }
        return type.catalogString();
    }

    private static String nullability(boolean nullable) {
        return nullable ? "nullable" : "not null";
    }

    /**
     * The differences with which a table cannot be used: all but those in comments and properties, columns that are
     * nullable where the spec requires a value, since the verbs enforce that, and types that were widened.
     */
    public SchemaDiff structural() {
        return new SchemaDiff(differences.stream()
                .filter(difference -> difference.kind() != Kind.COMMENT
                        && difference.kind() != Kind.PROPERTY
                        && difference.kind() != Kind.NOT_ENFORCED
                        && difference.kind() != Kind.WIDER)
                .toList());
    }

    /** The differences of a kind. */
    public SchemaDiff of(Kind kind) {
        return new SchemaDiff(differences.stream()
                .filter(difference -> difference.kind() == kind)
                .toList());
    }

    /** The differences of all other kinds. */
    public SchemaDiff without(Kind kind) {
        return new SchemaDiff(differences.stream()
                .filter(difference -> difference.kind() != kind)
                .toList());
    }

    /** The differences that are not safe to apply. */
    public SchemaDiff unsafe() {
        return new SchemaDiff(
                differences.stream().filter(difference -> !difference.isSafe()).toList());
    }

    public boolean isEmpty() {
        return differences.isEmpty();
    }

    /** Whether every difference is safe to apply. */
    public boolean isSafe() {
        return differences.stream().allMatch(Difference::isSafe);
    }

    @Override
    public String toString() {
        return differences.stream().map(Difference::text).collect(Collectors.joining("; "));
    }
}
