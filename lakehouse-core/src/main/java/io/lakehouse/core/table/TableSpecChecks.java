package io.lakehouse.core.table;

import io.lakehouse.core.Redaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds all problems of a spec, each with its remedy. */
final class TableSpecChecks {

    /** How many leaf columns of a table have min/max statistics, not counting partition columns (Delta's default). */
    private static final int LEAVES_WITH_STATISTICS = 32;

    private static final int MAX_CLUSTERING_FIELDS = 4;

    /** The types of partition fields: their values can be read back from a folder name. */
    private static final Set<DataType> PARTITION_TYPES =
            Set.of(DataTypes.DateType, DataTypes.IntegerType, DataTypes.LongType, DataTypes.StringType);

    /** The types with min/max statistics, besides numbers. */
    private static final Set<DataType> TYPES_WITH_STATISTICS =
            Set.of(DataTypes.StringType, DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType);

    private final TableSpec spec;
    private final List<String> problems = new ArrayList<>();

    private TableSpecChecks(TableSpec spec) {
        this.spec = spec;
    }

    static List<String> problems(TableSpec spec) {
        TableSpecChecks checks = new TableSpecChecks(spec);
        checks.fields();
        checks.key();
        checks.partitioning();
        checks.order("z-order", "z-order by", spec.zorderFields());
        checks.clustering();
        checks.qualityRules();
        checks.properties();
        if (spec.retention().isNegative()) {
            checks.problems.add(
                    "retention " + spec.retention() + " is negative: use 0 or more, 7 days unless there is a reason");
        }
        return checks.problems;
    }

    private void fields() {
        if (spec.fields().isEmpty() && !spec.adopted()) {
            problems.add("it has no fields: add at least one");
        }
        Set<String> names = new HashSet<>();
        for (Field<?> field : spec.fields()) {
            if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
                problems.add("field " + field.name() + " is listed twice: remove one");
            }
            if (!spec.adopted() && holdsRequiredInside(field.type().sparkType())) {
                problems.add("field " + field.name() + " contains required fields inside a list or a map, where a table"
                        + " cannot enforce them: declare them optional");
            }
            field.derivedFrom().ifPresent(source -> derivation(field, source));
        }
    }

    private void derivation(Field<?> field, Field<?> source) {
        if (!spec.fields().contains(source)) {
            problems.add("field " + field.name() + " is derived from " + source.name()
                    + (hasAnother(source)
                            ? ", a different constant from the table's field of that name: use the same one"
                            : ", which the table lacks: add that field too"));
        }
        // A key that contains the source determines the field only if nothing else goes into it.
        Expression expression = field.derivation().orElseThrow().expr();
        Set<String> read = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        read.addAll(QualityRule.columns(expression));
        boolean readsOnlySource = read.equals(Set.of(source.name()));
        if (!readsOnlySource || !expression.deterministic()) {
            problems.add("field " + field.name() + " is derived from " + source.name() + ", but its expression "
                    + (readsOnlySource ? "is not deterministic" : "reads " + read)
                    + ": derive it from that one column, deterministically");
        }
    }

    private static boolean holdsRequiredInside(DataType type) {
        if (type instanceof ArrayType array) {
            return hasRequired(array.elementType());
        } else if (type instanceof MapType map) {
            return hasRequired(map.keyType()) || hasRequired(map.valueType());
        }
        return type instanceof StructType struct
                && Arrays.stream(struct.fields()).anyMatch(nested -> holdsRequiredInside(nested.dataType()));
    }

    private static boolean hasRequired(DataType type) {
        return holdsRequiredInside(type)
                || (type instanceof StructType struct
                        && Arrays.stream(struct.fields())
                                .anyMatch(nested -> !nested.nullable() || hasRequired(nested.dataType())));
    }

    private void key() {
        requireKnown("key", spec.keyFields());
        for (Field<?> field : spec.keyFields()) {
            if (!field.isRequired()) {
                problems.add("key field " + field.name() + " is nullable, and NULL keys never match:"
                        + " declare it required(...)");
            }
            if (!RowOrdering.isOrderable(field.type().sparkType())) {
                problems.add("key field " + field.name() + " is a " + field.type()
                        + ", which cannot be compared: identify rows by another field");
            }
        }
    }

    private void partitioning() {
        requireKnown("partition", spec.partitionFields());
        if (spec.adopted()) {
            return;
        }
        if (!spec.fields().isEmpty() && spec.partitionFields().containsAll(spec.fields())) {
            problems.add("every field is a partition field, so data files would be empty: leave one out");
        }
        for (Field<?> field : spec.partitionFields()) {
            if (!PARTITION_TYPES.contains(field.type().sparkType())) {
                problems.add("partition field " + field.name() + " is a " + field.type()
                        + ", which cannot be a partition value: partition by a date, an int, a bigint or a string");
            }
            if (spec.isKeyed() && !spec.isImpliedByKey(field) && !spec.rowsMayMove()) {
                problems.add("partition field " + field.name() + " is neither in the key nor derived from it, so a"
                        + " row could move between partitions: add it to the key, use derivedFrom(...), or set"
                        + " rowsMayMove(true), which disables partition pruning in upserts");
            }
        }
    }

    private void clustering() {
        order("clustering", "cluster by", spec.clusteringFields());
        if (spec.clusteringFields().isEmpty()) {
            return;
        }
        if (spec.clusteringFields().size() > MAX_CLUSTERING_FIELDS) {
            problems.add("it is clustered by " + spec.clusteringFields().size() + " fields: use at most "
                    + MAX_CLUSTERING_FIELDS);
        }
        if (spec.isPartitioned()) {
            problems.add("it is both partitioned and clustered: choose one");
        }
        if (!spec.zorderFields().isEmpty()) {
            problems.add("it is both z-ordered and clustered: choose one");
        }
    }

    /** Checks the fields that rows are ordered by for data skipping. */
    private void order(String role, String verb, List<Field<?>> members) {
        requireKnown(role, members);
        if (spec.adopted()) {
            return;
        }
        for (Field<?> field : members) {
            DataType type = field.type().sparkType();
            if (spec.partitionFields().contains(field)) {
                problems.add(role + " field " + field.name() + " is a partition field, which has one value"
                        + " per file: " + verb + " another field");
            } else if (!(type instanceof NumericType) && !TYPES_WITH_STATISTICS.contains(type)) {
                problems.add(role + " field " + field.name() + " is a " + field.type()
                        + ", which has no min/max statistics: " + verb
                        + " a number, a string, a date or a timestamp");
            } else if (spec.fields().contains(field) && leavesBefore(field) >= LEAVES_WITH_STATISTICS) {
                problems.add(role + " field " + field.name() + " comes after " + leavesBefore(field)
                        + " others, and a table has min/max statistics of its first " + LEAVES_WITH_STATISTICS
                        + " columns only, counting those of structs one by one: list it earlier");
            }
        }
    }

    private int leavesBefore(Field<?> field) {
        return spec.fields().subList(0, spec.fields().indexOf(field)).stream()
                .filter(earlier -> !spec.partitionFields().contains(earlier))
                .mapToInt(earlier -> leaves(earlier.type().sparkType()))
                .sum();
    }

    private static int leaves(DataType type) {
        int leaves = 1;
        if (type instanceof StructType struct) {
            leaves = 0;
            for (StructField nested : struct.fields()) {
                leaves += leaves(nested.dataType());
            }
        }
        return leaves;
    }

    private void qualityRules() {
        Set<String> names = new HashSet<>();
        List<String> columns = Fields.names(spec.fields());
        for (QualityRule rule : spec.qualityRules()) {
            if (!names.add(rule.name())) {
                problems.add("quality rule " + rule.name() + " is listed twice: remove or rename one");
            }
            Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            unknown.addAll(rule.columns());
            columns.forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                problems.add("quality rule " + rule.name() + " reads " + String.join(", ", unknown)
                        + ", which the table lacks: use its own fields only");
            }
        }
    }

    private void properties() {
        Set<String> keys = new HashSet<>();
        for (PropertyValue property : spec.properties()) {
            if (!keys.add(property.key())) {
                problems.add("property " + property.key() + " is listed twice: remove one");
            }
            // The part after # is a column name.
            if (Redaction.isSecret(property.key().split("#", 2)[0], property.value())) {
                problems.add("property " + property.key() + " looks like a secret, and everyone who can read a table"
                        + " can read its properties: keep it elsewhere");
            }
        }
    }

    private void requireKnown(String role, List<Field<?>> members) {
        Set<Field<?>> seen = new HashSet<>();
        for (Field<?> field : members) {
            if (!spec.fields().contains(field)) {
                problems.add(role + " field " + field.name()
                        + (hasAnother(field)
                                ? " is a different constant from the table's field of that name: use the same one"
                                : " is not among the fields: add it with addFields(...)"));
            }
            if (!seen.add(field)) {
                problems.add(role + " field " + field.name() + " is listed twice: remove one");
            }
        }
    }

    private boolean hasAnother(Field<?> field) {
        return Fields.find(spec.fields(), field.name()).isPresent();
    }
}
