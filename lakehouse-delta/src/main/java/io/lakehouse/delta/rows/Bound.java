package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.spark.ColumnOrder;
import io.lakehouse.delta.spark.Comparisons;
import io.lakehouse.delta.spark.SparkValue;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.Column;

/** What one field is bound to, by values as Spark holds them inside. */
public sealed interface Bound {

    Field<?> field();

    /** Holds for the rows within the bound. */
    Column toColumn();

    /** Whether one of the values lies between the two, both included. */
    boolean overlaps(ColumnOrder min, ColumnOrder max);

    /** Whether the value of a partition, not NULL, is within the bound. */
    default boolean includes(SparkValue value) {
        return value.order().map(order -> overlaps(order, order)).orElse(true);
    }

    /** The field equals one of the values, or is NULL if so said. */
    record OneOf(Field<?> field, Set<SparkValue> values, boolean orNull) implements Bound {

        public OneOf {
            values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
        }

        @Override
        public Column toColumn() {
            Column isIn = Comparisons.isIn(field.col(), values);
            return orNull ? isIn.or(field.col().isNull()) : isIn;
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            // Fields that may be NULL here are partition fields, whose NULL is told by the partition's own value.
            return values.stream()
                    .map(SparkValue::order)
                    .anyMatch(value -> value.isEmpty()
                            || (min.compareTo(value.get()) <= 0 && value.get().compareTo(max) <= 0));
        }

        @Override
        public boolean includes(SparkValue value) {
            return values.contains(value);
        }
    }

    /** The field lies between the two values, both included. */
    record Between(Field<?> field, SparkValue min, SparkValue max) implements Bound {

        @Override
        public Column toColumn() {
            return Comparisons.atLeast(field.col(), min).and(Comparisons.atMost(field.col(), max));
        }

        @Override
        public boolean overlaps(ColumnOrder fileMin, ColumnOrder fileMax) {
            return max.order().map(order -> fileMin.compareTo(order) <= 0).orElse(true)
                    && min.order().map(order -> order.compareTo(fileMax) <= 0).orElse(true);
        }
    }

    /** The field is the value or greater. */
    record AtLeast(Field<?> field, SparkValue value) implements Bound {

        @Override
        public Column toColumn() {
            return Comparisons.atLeast(field.col(), value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return value.order().map(order -> order.compareTo(max) <= 0).orElse(true);
        }
    }

    /** The field is less than the value. */
    record LessThan(Field<?> field, SparkValue value) implements Bound {

        @Override
        public Column toColumn() {
            return Comparisons.lessThan(field.col(), value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return value.order().map(order -> min.compareTo(order) < 0).orElse(true);
        }
    }
}
