package io.lakehouse.delta.rows;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.spark.ColumnOrder;
import io.lakehouse.delta.spark.Comparisons;
import io.lakehouse.delta.spark.SparkValue;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** A bound on the values of one field, in Spark's internal representation. */
public sealed interface Bound {

    Field<?> field();

    /** The same bound on texts that are filled up with blanks to a length. */
    Bound padded(int length);

    /** A predicate for the rows within the bound. */
    Column toColumn();

    /** Whether a value within the bound can lie between the minimum and the maximum, both inclusive. */
    boolean overlaps(ColumnOrder min, ColumnOrder max);

    /** Whether a non-NULL partition value can be within the bound; exact if {@link #isExact}. */
    default boolean includes(SparkValue value) {
        return value.order().map(order -> overlaps(order, order)).orElse(true);
    }

    /** Whether {@link #includes} tells exactly which partition values are within the bound. */
    boolean isExact();

    /** Whether values of a type are equal only if they are the same, unlike 0.0 and -0.0. */
    private static boolean isDistinct(Field<?> field) {
        return !Set.of(DataTypes.FloatType, DataTypes.DoubleType)
                .contains(field.type().sparkType());
    }

    /** The field equals one of the values, or is NULL if {@code orNull} is set. */
    record OneOf(Field<?> field, Set<SparkValue> values, boolean orNull) implements Bound {

        public OneOf {
            values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
        }

        @Override
        public Bound padded(int length) {
            return new OneOf(
                    field,
                    values.stream()
                            .map(value -> value.padded(length))
                            .collect(Collectors.toCollection(LinkedHashSet::new)),
                    orNull);
        }

        @Override
        public Column toColumn() {
            Column isIn = Comparisons.isIn(field.col(), values);
            return orNull ? isIn.or(field.col().isNull()) : isIn;
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            // Only partition fields can be NULL here, and for those the partition value itself shows a NULL.
            return values.stream()
                    .map(SparkValue::order)
                    .anyMatch(value -> value.isEmpty()
                            || (min.compareTo(value.get()) <= 0 && value.get().compareTo(max) <= 0));
        }

        @Override
        public boolean includes(SparkValue value) {
            return !isExact() || values.contains(value);
        }

        @Override
        public boolean isExact() {
            return isDistinct(field);
        }
    }

    /** The field lies between the two values, both inclusive. */
    record Between(Field<?> field, SparkValue min, SparkValue max) implements Bound {

        @Override
        public boolean isExact() {
            return min.order().isPresent() && max.order().isPresent();
        }

        @Override
        public Bound padded(int length) {
            return new Between(field, min.padded(length), max.padded(length));
        }

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

    /** The field is greater than or equal to the value. */
    record AtLeast(Field<?> field, SparkValue value) implements Bound {

        @Override
        public boolean isExact() {
            return value.order().isPresent();
        }

        @Override
        public Bound padded(int length) {
            return new AtLeast(field, value.padded(length));
        }

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
        public boolean isExact() {
            return value.order().isPresent();
        }

        @Override
        public Bound padded(int length) {
            return new LessThan(field, value.padded(length));
        }

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
