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
 * What has to hold for every row that is written, besides what the table's own schema says: looked at row by row on the
 * way to the file, so that rows are read once.
 */
public record RowConstraint(String name, Column condition) {

    static Seq<Constraint> toDelta(List<RowConstraint> constraints) {
        List<Constraint> checks = constraints.stream()
                .map(each -> (Constraint)
                        new Constraints.Check(each.name(), each.condition().expr()))
                .toList();
        return ScalaLists.seq(checks);
    }

    /** Whether a write failed because a row held none of them, or not what the schema says. */
    public static boolean isViolation(@Nullable Throwable failure) {
        return failure != null && (failure instanceof InvariantViolationException || isViolation(failure.getCause()));
    }
}
