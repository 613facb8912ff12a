package io.lakehouse.delta;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.QualityRule;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** What every row must be to be written: no required field NULL, no quality rule violated. */
final class RowChecks {

    private RowChecks() {}

    /** The rows, failing at the first that fails a check: for a verb that looks at them once, while it writes them. */
    static Dataset<Row> guarded(TableSpec spec, Dataset<Row> rows) {
        Column isBad =
                spec.qualityRules().stream().map(QualityRule::isViolated).reduce(lacksRequired(spec), Column::or);
        Column failure = raise_error(lit("A row fails a check of " + spec.name()));
        return rows.filter(when(isBad, failure.cast(DataTypes.BooleanType)).otherwise(lit(true)));
    }

    private static Column lacksRequired(TableSpec spec) {
        return spec.fields().stream()
                .filter(Field::isRequired)
                .map(field -> field.col().isNull())
                .reduce(lit(false), Column::or);
    }

    /** The aggregates whose values {@link #require} takes: how many rows fail each check. */
    static List<Column> counts(TableSpec spec) {
        List<Column> counts = new ArrayList<>();
        counts.add(count(when(lacksRequired(spec), lit(1))));
        spec.qualityRules().forEach(rule -> counts.add(count(when(rule.isViolated(), lit(1)))));
        return counts;
    }

    /**
     * Reads the values of {@link #counts}, which stand in the row from a position on.
     *
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule
     */
    static void require(String verb, TableSpec spec, Row counts, int position) {
        if (counts.getLong(position) > 0) {
            throw DeltaErrors.requiredIsNull(verb, spec, counts.getLong(position));
        }
        Map<QualityRule, Long> violated = new LinkedHashMap<>();
        for (int index = 0; index < spec.qualityRules().size(); index++) {
            long rows = counts.getLong(position + 1 + index);
            if (rows > 0) {
                violated.put(spec.qualityRules().get(index), rows);
            }
        }
        if (!violated.isEmpty()) {
            throw DeltaErrors.rulesViolated(verb, spec.name(), violated);
        }
    }
}
