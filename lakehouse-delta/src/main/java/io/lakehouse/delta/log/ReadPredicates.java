package io.lakehouse.delta.log;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** The conditions by which Delta tells whether another commit adds rows that a transaction should have read. */
final class ReadPredicates {

    private ReadPredicates() {}

    /** The conjuncts of a filter, resolved against the columns of a table's rows. */
    static List<Expression> of(Dataset<Row> rows, Column filter) {
        LogicalPlan filtered = rows.filter(filter).queryExecution().analyzed();
        if (filtered instanceof Filter own) {
            return conjuncts(own.condition());
        }
        throw new IllegalStateException("Cannot resolve a filter, because Spark rewrote it: " + filtered + ".");
    }

    private static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof And and) {
            List<Expression> all = new ArrayList<>(conjuncts(and.left()));
            all.addAll(conjuncts(and.right()));
            return all;
        }
        return List.of(condition);
    }
}
