package io.lakehouse.delta;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.delta.actions.AddFile;

/**
 * The part of a table that a verb can touch, as bounds over literals that must all hold. As a column it filters rows and
 * tells rivals apart; on a file's partition values and statistics it decides whether the file can hold such rows.
 */
record Scope(List<Bound> bounds) {

    Scope {
        bounds = List.copyOf(bounds);
    }

    /** What one field is bound to. Values are as Spark gives them, comparable forms as {@link ColumnOrder} makes them. */
    sealed interface Bound {

        Field<?> field();

        Column toColumn();

        /** Whether one of the values lies between the two, both included. */
        boolean overlaps(ColumnOrder min, ColumnOrder max);
    }

    /** The field equals one of the values, or is NULL if so said. */
    record OneOf(Field<?> field, List<Object> values, boolean orNull) implements Bound {

        OneOf {
            values = List.copyOf(values);
        }

        @Override
        public Column toColumn() {
            Column isIn = values.isEmpty() ? lit(false) : field.col().isin(values.toArray());
            return orNull ? isIn.or(field.col().isNull()) : isIn;
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            // Fields that may be NULL here are partition fields, whose NULL is told by the partition's own value.
            return values.stream()
                    .map(ColumnOrder::of)
                    .anyMatch(value -> min.compareTo(value) <= 0 && value.compareTo(max) <= 0);
        }
    }

    /** The field lies between the two values, both included. */
    record Between(Field<?> field, Object min, Object max) implements Bound {

        @Override
        public Column toColumn() {
            return field.col().between(min, max);
        }

        @Override
        public boolean overlaps(ColumnOrder fileMin, ColumnOrder fileMax) {
            return fileMin.compareTo(ColumnOrder.of(max)) <= 0
                    && ColumnOrder.of(min).compareTo(fileMax) <= 0;
        }
    }

    /** The field is the value or greater. */
    record AtLeast(Field<?> field, Object value) implements Bound {

        @Override
        public Column toColumn() {
            return field.col().geq(value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return ColumnOrder.of(value).compareTo(max) <= 0;
        }
    }

    /** The field is less than the value. */
    record LessThan(Field<?> field, Object value) implements Bound {

        @Override
        public Column toColumn() {
            return field.col().lt(value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return min.compareTo(ColumnOrder.of(value)) < 0;
        }
    }

    static Scope of(RowFilter filter) {
        return new Scope(filter.terms().stream().map(Scope::bound).toList());
    }

    private static Bound bound(RowFilter.Term term) {
        if (term instanceof RowFilter.In in) {
            return new OneOf(in.field(), in.values(), false);
        } else if (term instanceof RowFilter.AtLeast atLeast) {
            return new AtLeast(atLeast.field(), atLeast.value());
        }
        RowFilter.LessThan lessThan = (RowFilter.LessThan) term;
        return new LessThan(lessThan.field(), lessThan.value());
    }

    /** Of how many partitions its rows can be at most; empty if nothing bounds that. */
    OptionalLong partitionCount(TableSpec spec) {
        Set<Field<?>> bounded = new HashSet<>();
        long count = 1;
        for (Bound bound : bounds) {
            if (bound instanceof OneOf oneOf && spec.partitionFields().contains(oneOf.field())) {
                count *= oneOf.values().size() + (oneOf.orNull() ? 1 : 0);
                bounded.add(oneOf.field());
            }
        }
        return bounded.containsAll(spec.partitionFields()) ? OptionalLong.of(count) : OptionalLong.empty();
    }

    /** Holds for the rows in the scope; NULL counts as outside. */
    Column toColumn() {
        return bounds.stream().map(Bound::toColumn).reduce(lit(true), Column::and);
    }

    /** Whether the file can hold a row in the scope. Without a partition value or statistics to tell, it can. */
    boolean mayBeIn(AddFile file) {
        Map<String, String> partition = ScalaLists.javaMap(file.partitionValues());
        Optional<FileStatistics> statistics = Optional.empty();
        for (Bound bound : bounds) {
            String column = bound.field().name();
            if (partition.containsKey(column)) {
                if (!mayBeIn(bound, partition)) {
                    return false;
                }
            } else {
                if (statistics.isEmpty()) {
                    statistics = Optional.of(FileStatistics.of(file));
                }
                if (!statistics.get().mayOverlap(bound)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean mayBeIn(Bound bound, Map<String, String> partition) {
        Optional<?> value =
                PartitionValues.parse(bound.field(), partition.get(bound.field().name()));
        if (value.isEmpty()) {
            return bound instanceof OneOf oneOf && oneOf.orNull();
        }
        ColumnOrder order = ColumnOrder.of(value.get());
        return bound instanceof OneOf oneOf
                ? oneOf.values().stream().map(ColumnOrder::of).anyMatch(order::equals)
                : bound.overlaps(order, order);
    }
}
