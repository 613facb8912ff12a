package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.MissingValueException;
import io.lakehouse.core.error.RuleViolationException;
import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.LogErrors;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.RowConstraint;
import io.lakehouse.delta.spark.Conditions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The checks that every row must pass before it is written: no required field is NULL, no partition value is altered by
 * storing it as a folder name, and no quality rule is violated.
 */
public final class RowChecks {

    private RowChecks() {}

    /** The checks beyond those of the table's own schema, for a verb that looks at rows only while writing them. */
    static List<RowConstraint> constraints(TableSpec spec) {
        return spec.qualityRules().stream()
                .map(rule -> new RowConstraint(rule.name(), not(rule.isViolated())))
                .toList();
    }

    /** Whether rows have to be checked before the write, because the write may turn partition values into NULL. */
    static boolean mustPrecedeWrite(TableSpec spec) {
        return !stringPartitionFields(spec).isEmpty();
    }

    /** The partition fields of type string. */
    private static List<Field<?>> stringPartitionFields(TableSpec spec) {
        return spec.partitionFields().stream()
                .filter(field -> field.type().sparkType().equals(DataTypes.StringType))
                .toList();
    }

    /** Whether the value would be read back as NULL, or contains invalid UTF-8, which a folder name alters. */
    private static Column isUnstorable(Field<?> field) {
        Column bytes = field.col().cast(DataTypes.BinaryType);
        Column characters = encode(decode(bytes, "UTF-8"), "UTF-8");
        return field.col().isin(PartitionValues.STORED_AS_NULL.toArray()).or(bytes.notEqual(characters));
    }

    /** Whether the row has a partition value that would be stored as a different one. */
    public static Column hasUnstorablePartition(TableSpec spec) {
        return coalesce(
                Conditions.any(stringPartitionFields(spec).stream()
                        .map(RowChecks::isUnstorable)
                        .toList()),
                lit(false));
    }

    public static Column lacksRequired(List<Field<?>> given) {
        return Conditions.any(given.stream()
                .filter(Field::isRequired)
                .map(field -> field.col().isNull())
                .toList());
    }

    /** Whether a row must not be written, for any reason. {@link #counts} over all rows determines the reason. */
    public static Column isRejected(TableSpec spec, List<Field<?>> given) {
        List<Column> reasons = new ArrayList<>(List.of(lacksRequired(given)));
        spec.qualityRules().forEach(rule -> reasons.add(rule.isViolated()));
        stringPartitionFields(spec).forEach(field -> reasons.add(isUnstorable(field)));
        return coalesce(Conditions.any(reasons), lit(false));
    }

    /** The aggregates that {@link #require} evaluates. */
    static List<Column> counts(TableSpec spec, List<Field<?>> given) {
        List<Column> counts = new ArrayList<>();
        counts.add(count(when(lacksRequired(given), lit(1))));
        spec.qualityRules().forEach(rule -> counts.add(count(when(rule.isViolated(), lit(1)))));
        stringPartitionFields(spec).forEach(field -> counts.add(max(when(isUnstorable(field), field.col()))));
        return counts;
    }

    /**
     * Finds out why some of the rows are rejected. Throws what {@link #require(String, TableSpec, Row, int)} throws.
     */
    public static void require(String verb, TableSpec spec, List<Field<?>> given, Dataset<Row> rows) {
        require(
                verb,
                spec,
                rows.agg(lit(0), counts(spec, given).toArray(Column[]::new)).first(),
                1);
    }

    /**
     * Evaluates the values of {@link #counts}, which start at the given position of the row.
     *
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule
     * @throws SchemaMismatchException if a partition value would be stored as a different one
     */
    public static void require(String verb, TableSpec spec, Row counts, int position) {
        if (counts.getLong(position) > 0) {
            throw RowErrors.requiredIsNull(verb, spec, counts.getLong(position));
        }
        int next = position + 1;
        Map<QualityRule, Long> violated = new LinkedHashMap<>();
        for (QualityRule rule : spec.qualityRules()) {
            long rows = counts.getLong(next++);
            if (rows > 0) {
                violated.put(rule, rows);
            }
        }
        if (!violated.isEmpty()) {
            throw RowErrors.rulesViolated(verb, spec.name(), violated);
        }
        for (Field<?> field : stringPartitionFields(spec)) {
            if (!counts.isNullAt(next)) {
                String value = counts.getString(next);
                throw LogErrors.unstorableValue(
                        spec.name(), field, value, PartitionValues.STORED_AS_NULL.contains(value));
            }
            next++;
        }
    }
}
