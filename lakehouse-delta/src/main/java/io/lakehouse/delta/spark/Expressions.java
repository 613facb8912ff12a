package io.lakehouse.delta.spark;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** Looks into expressions. */
public final class Expressions {

    private Expressions() {}

    /** The top-level columns that an expression over a table's columns reads. */
    public static Set<String> columns(Column expression) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        collect(expression.expr(), columns);
        return columns;
    }

    private static void collect(Expression expression, Set<String> columns) {
        if (expression instanceof UnresolvedAttribute named) {
            columns.add(named.nameParts().head());
        }
        ScalaLists.list(expression.children()).forEach(child -> collect(child, columns));
    }
}
