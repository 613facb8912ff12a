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
 * A condition that every row of a table must satisfy. A row for which the predicate is NULL violates the rule, so a
 * rule on an optional field has to allow NULL explicitly. A predicate that throws an error for a row fails the whole
 * batch; {@code try_divide} and similar functions do not throw.
 *
 * <pre>{@code
 * static final QualityRule PRICE_IS_POSITIVE = QualityRule.quarantine(
 *     "price_is_positive", PRICE.col().isNull().or(PRICE.col().gt(0)), "a price of 0 or less is no market price");
 * }</pre>
 *
 * @param name the name of the rule in reports, a plain identifier
 * @param predicate true for rows that satisfy the rule; uses the table's own fields only
 * @param reason why a row that violates the rule is unusable, for the person who investigates it
 * @param severity what happens to rows that violate it
 */
public record QualityRule(String name, Column predicate, String reason, Severity severity) {

    /** What happens to rows that violate a rule. No verb ever writes them. */
    public enum Severity {
        /**
         * The row is set aside and the other rows are written: {@link TableSpec#quarantineReasons()} tells them apart.
         */
        QUARANTINE,
        /** The row fails the whole batch, because its source is broken. */
        FAIL
    }

    public QualityRule {
        Identifiers.requirePlain("quality rule name", name);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("Invalid quality rule " + name
                    + ": its reason is blank; say why a row that violates it is unusable.");
        }
    }

    /** A rule that sets violating rows aside. */
    public static QualityRule quarantine(String name, Column predicate, String reason) {
        return new QualityRule(name, predicate, reason, Severity.QUARANTINE);
    }

    /** A rule that fails the whole batch if a row violates it. */
    public static QualityRule fail(String name, Column predicate, String reason) {
        return new QualityRule(name, predicate, reason, Severity.FAIL);
    }

    /** True for rows that violate the rule, false for all others, never NULL. */
    public Column isViolated() {
        return not(coalesce(predicate, lit(false)));
    }

    /** The top-level columns that the predicate reads, sorted; columns inside lambdas are left to Spark. */
    Set<String> columns() {
        return columns(predicate.expr());
    }

    /** The top-level columns that an expression reads, sorted; columns inside lambdas are left to Spark. */
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
