package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.SparkMessages;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Checks the expressions of a spec before any row depends on them, with those checks that need Spark's analyzer. */
public final class SpecExpressions {

    private SpecExpressions() {}

    /**
     * Checks the derivations and the rules of a spec.
     *
     * @throws IllegalArgumentException if one of them cannot be computed for a row of the table, or has another type
     *     than required
     */
    public static void require(SparkSession spark, TableSpec spec) {
        if (spec.qualityRules().isEmpty()
                && spec.fields().stream().noneMatch(field -> field.derivation().isPresent())) {
            return;
        }
        Dataset<Row> empty = spark.createDataFrame(List.of(), spec.schema());
        for (Field<?> field : spec.fields()) {
            field.derivation()
                    .ifPresent(derivation -> requireType(
                            spec,
                            empty,
                            "field " + field.name(),
                            derivation,
                            field.type().sparkType()));
        }
        for (QualityRule rule : spec.qualityRules()) {
            requireType(spec, empty, "quality rule " + rule.name(), rule.predicate(), DataTypes.BooleanType);
        }
    }

    private static void requireType(
            TableSpec spec, Dataset<Row> empty, String what, Column expression, DataType expected) {
        DataType given;
        try {
            // Analyzed as a filter too, because a select would accept an aggregate or a window function.
            empty.filter(expression.isNotNull());
            given = empty.select(expression).schema().fields()[0].dataType();
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw RowErrors.badExpression(
                        spec.name(), what, "cannot be computed for a row of the table: " + SparkMessages.firstLine(e));
            }
            throw e;
        }
        if (!DataType.equalsIgnoreNullability(given, expected)) {
            throw RowErrors.badExpression(
                    spec.name(),
                    what,
                    "is computed as " + given.catalogString() + " and not as " + expected.catalogString()
                            + ": cast it, or compute something else");
        }
    }
}
