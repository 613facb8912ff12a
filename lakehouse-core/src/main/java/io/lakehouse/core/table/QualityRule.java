package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.JavaConverters;

/**
 * What holds for every row of a table. A rule that is neither true nor false of a row, because a value is NULL, is
 * violated by it: a rule for an optional field says so itself. A predicate that throws an error for a row fails the
 * whole batch; {@code try_divide} and the like do not throw.
 *
 * <pre>{@code
 * static final QualityRule PRICE_IS_POSITIVE = QualityRule.quarantine(
 *     "price_is_positive", PRICE.col().isNull().or(PRICE.col().gt(0)), "a coin that is given away has no market");
 * }</pre>
 *
 * @param name how the rule is called in reports, a plain identifier
 * @param predicate true for rows that hold the rule, over the table's own fields
 * @param reason why a row that violates it is of no use, for whoever finds the row
 * @param severity what happens to rows that violate it
 */
public record QualityRule(String name, Column predicate, String reason, Severity severity) {

    /** What happens to rows that violate a rule. No verb ever writes them. */
    public enum Severity {
        /** Such a row is set aside, the others go on: {@link TableSpec#quarantineReasons()} tells them apart. */
        QUARANTINE,
        /** Such a row refuses the whole batch: its source is broken. */
        FAIL
    }

    public QualityRule {
        Identifiers.requirePlain("quality rule name", name);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Invalid quality rule " + name
                    + ": its reason is blank; say why a row that violates it is of no use.");
        }
    }

    /** A rule whose violators are set aside. */
    public static QualityRule quarantine(String name, Column predicate, String reason) {
        return new QualityRule(name, predicate, reason, Severity.QUARANTINE);
    }

    /** A rule whose violators refuse the whole batch. */
    public static QualityRule fail(String name, Column predicate, String reason) {
        return new QualityRule(name, predicate, reason, Severity.FAIL);
    }

    /** True for rows that violate the rule, false for all others, never NULL. */
    public Column isViolated() {
        return not(coalesce(predicate, lit(false)));
    }

    /** The top-level columns that the predicate reads, sorted; those inside of lambdas are left to Spark. */
    Set<String> columns() {
        return columns(predicate.expr());
    }

    /** The top-level columns that an expression reads, sorted; those inside of lambdas are left to Spark. */
    static Set<String> columns(Expression expression) {
        Set<String> columns = new TreeSet<>();
        collect(expression, columns);
        return columns;
    }

    private static void collect(Expression expression, Set<String> columns) {
        if (expression instanceof UnresolvedAttribute named) {
            columns.add(named.nameParts().head());
        } else if (expression instanceof AttributeReference resolved) {
            columns.add(resolved.name());
        }
        List<Expression> children = new ArrayList<>(JavaConverters.seqAsJavaList(expression.children()));
        children.forEach(child -> collect(child, columns));
    }
}
