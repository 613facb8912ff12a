package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.delta.constraints.Constraint;
import org.apache.spark.sql.delta.constraints.Constraints;
import org.apache.spark.sql.delta.schema.InvariantViolationException;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * A condition that every written row must meet, in addition to the table's own schema. It is checked row by row during
 * the write, so that the rows are read only once.
 */
public record RowConstraint(String name, Column condition) {

    static Seq<Constraint> toDelta(List<RowConstraint> constraints) {
        List<Constraint> checks = constraints.stream()
                .map(each -> (Constraint)
                        new Constraints.Check(each.name(), each.condition().expr()))
                .toList();
        return ScalaLists.seq(checks);
    }

    /** Whether a write failed because a row violated a constraint or the schema. */
    public static boolean isViolation(@Nullable Throwable failure) {
        return failure != null && (failure instanceof InvariantViolationException || isViolation(failure.getCause()));
    }
}
