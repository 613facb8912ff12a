package io.lakehouse.crypto.stage;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The numbers of rows that break rules.
 *
 * @param rows number of rows that were checked
 * @param refused number of rows that break at least one rule
 * @param byRule number of rows per broken rule, by the name of the rule; a row can break several
 */
public record Refusals(long rows, long refused, Map<String, Long> byRule) {

    /** The refusals of no rows. */
    public static final Refusals NONE = new Refusals(0, 0, Map.of());

    public Refusals {
        byRule = Collections.unmodifiableMap(new TreeMap<>(byRule));
    }

    /** Counts the rows by a column that holds the names of the rules that a row breaks. */
    public static Refusals in(Dataset<Row> rows, Column rules) {
        return by(lit(""), rows, rules).getOrDefault("", NONE);
    }

    /** Counts the rows for each value of a text column. */
    public static Map<String, Refusals> by(Column group, Dataset<Row> rows, Column rules) {
        Map<String, Refusals> counted = new TreeMap<>();
        for (Row row : rows.groupBy(group, rules).agg(count(lit(1))).collectAsList()) {
            List<String> broken = row.getList(1);
            long size = row.getLong(2);
            Map<String, Long> byRule = new TreeMap<>();
            broken.forEach(rule -> byRule.put(rule, size));
            counted.merge(row.getString(0), new Refusals(size, broken.isEmpty() ? 0 : size, byRule), Refusals::plus);
        }
        return counted;
    }

    private Refusals plus(Refusals other) {
        Map<String, Long> sum = new TreeMap<>(byRule);
        other.byRule.forEach((rule, size) -> sum.merge(rule, size, Long::sum));
        return new Refusals(rows + other.rows, refused + other.refused, sum);
    }

    /** The percentage of refused rows, 0 to 100. */
    public double percent() {
        return rows == 0 ? 0 : 100.0 * refused / rows;
    }

    /** Formats the rules with their counts, highest count first. */
    public static String describe(Map<String, Long> byRule) {
        return byRule.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(rule -> rule.getKey() + " " + rule.getValue())
                .collect(Collectors.joining(", "));
    }
}
