package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.RowChecks;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Passes on the rows that must not be written, each with the reasons.
 *
 * @param judged the fields that rows are judged by
 */
record Quarantine(String verb, TableSpec spec, List<Field<?>> judged, Consumer<Dataset<Row>> taker) {

    /** The column with the reasons. */
    static final String REASONS = "_reasons";

    /**
     * Rows that may be written.
     *
     * @param refused the number of the others
     */
    record Accepted(PinnedRows rows, long refused) {}

    /** Passes on the rows that must not be written, whatever the table has; empty if there are none. */
    Optional<Accepted> accepted(Dataset<Row> source, Column isRejected, List<Field<?>> latestBy) {
        List<String> columns = List.of(source.columns());
        Column isRefused = coalesce(KeyChecks.hasNullKey(spec).or(isRejected), lit(false));
        Dataset<Row> refused = source.filter(isRefused);
        Column reasons = columns.contains(FeedColumns.CARRIES) ? missing(latestBy) : reasons();
        return accepted(
                refused,
                refused.withColumn(
                        REASONS,
                        columns.contains(FeedColumns.DELETES)
                                ? when(col(FeedColumns.DELETES), missing(latestBy))
                                        .otherwise(reasons)
                                : reasons),
                source.filter(not(isRefused)));
    }

    /**
     * Passes on the source rows of keys.
     *
     * @param keys refused keys with {@link #REASONS}
     */
    Accepted accepted(Dataset<Row> source, Dataset<Row> keys) {
        String[] key = Fields.names(spec.keyFields()).toArray(String[]::new);
        return accepted(
                        source.join(keys, key, "left_semi"),
                        source.join(keys, key, "inner"),
                        source.join(keys, key, "left_anti"))
                .orElseThrow();
    }

    private Optional<Accepted> accepted(Dataset<Row> refused, Dataset<Row> withReasons, Dataset<Row> others) {
        long count = refused.count();
        if (count == 0) {
            return Optional.empty();
        }
        taker.accept(withReasons.drop(FeedColumns.DELETES, FeedColumns.CARRIES));
        return Optional.of(new Accepted(PinnedRows.of(others), count));
    }

    /**
     * Rejects rows that violate a rule that fails the verb.
     *
     * @param rows rows with the values that they would be written with
     */
    void requireMayGoOn(Dataset<Row> rows) {
        List<Column> failures = spec.qualityRules().stream()
                .filter(rule -> rule.severity() == QualityRule.Severity.FAIL)
                .map(QualityRule::isViolated)
                .toList();
        if (!failures.isEmpty()) {
            Dataset<Row> failing = rows.filter(coalesce(Conditions.any(failures), lit(false)));
            if (!failing.isEmpty()) {
                RowChecks.require(verb, spec, judged, failing);
            }
        }
    }

    /** The reasons against rows with the values that they would be written with. */
    Column reasons() {
        List<Column> reasons = missingParts(judged);
        spec.qualityRules().forEach(rule -> reasons.add(when(rule.isViolated(), lit(rule.name()))));
        reasons.add(when(RowChecks.hasUnstorablePartition(spec), lit("a partition value cannot be a folder name")));
        return present(reasons);
    }

    private Column missing(List<Field<?>> fields) {
        return present(missingParts(fields));
    }

    private List<Column> missingParts(List<Field<?>> fields) {
        List<Column> reasons = new ArrayList<>();
        spec.keyFields().forEach(field -> reasons.add(when(field.col().isNull(), lit(field.name() + " is missing"))));
        fields.stream()
                .filter(field -> field.isRequired() && !spec.keyFields().contains(field))
                .forEach(field -> reasons.add(when(field.col().isNull(), lit(field.name() + " is missing"))));
        return reasons;
    }

    private static Column present(List<Column> reasons) {
        DataType texts = DataTypes.createArrayType(DataTypes.StringType);
        return array_except(
                array(reasons.toArray(Column[]::new)).cast(texts),
                array(lit(null)).cast(texts));
    }
}
