package io.lakehouse.delta;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.DataType;
import scala.Option;

/**
 * The part of a table that a verb can touch, as bounds over literals that must all hold. As a column it filters rows and
 * tells rivals apart; on a file's partition values and statistics it decides whether the file can hold such rows.
 */
record Scope(List<Bound> bounds) {

    Scope {
        bounds = List.copyOf(bounds);
    }

    /** What one field is bound to, by values as Spark holds them inside. */
    sealed interface Bound {

        Field<?> field();

        /** Holds for the rows within the bound. */
        Column toColumn();

        /** Whether one of the values lies between the two, both included. */
        boolean overlaps(ColumnOrder min, ColumnOrder max);

        /** Whether the value of a partition, not NULL, is within the bound. */
        default boolean includes(Literal value) {
            return ColumnOrder.of(value).map(order -> overlaps(order, order)).orElse(true);
        }
    }

    /** The field equals one of the values, or is NULL if so said. */
    record OneOf(Field<?> field, Set<Literal> values, boolean orNull) implements Bound {

        OneOf {
            values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
        }

        @Override
        public Column toColumn() {
            Column isIn = Literals.isIn(field.col(), values);
            return orNull ? isIn.or(field.col().isNull()) : isIn;
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            // Fields that may be NULL here are partition fields, whose NULL is told by the partition's own value.
            return values.stream()
                    .map(ColumnOrder::of)
                    .anyMatch(value -> value.isEmpty()
                            || (min.compareTo(value.get()) <= 0 && value.get().compareTo(max) <= 0));
        }

        @Override
        public boolean includes(Literal value) {
            return values.contains(value);
        }
    }

    /** The field lies between the two values, both included. */
    record Between(Field<?> field, Literal min, Literal max) implements Bound {

        @Override
        public Column toColumn() {
            return Literals.atLeast(field.col(), min).and(Literals.atMost(field.col(), max));
        }

        @Override
        public boolean overlaps(ColumnOrder fileMin, ColumnOrder fileMax) {
            return ColumnOrder.of(max)
                            .map(order -> fileMin.compareTo(order) <= 0)
                            .orElse(true)
                    && ColumnOrder.of(min)
                            .map(order -> order.compareTo(fileMax) <= 0)
                            .orElse(true);
        }
    }

    /** The field is the value or greater. */
    record AtLeast(Field<?> field, Literal value) implements Bound {

        @Override
        public Column toColumn() {
            return Literals.atLeast(field.col(), value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return ColumnOrder.of(value).map(order -> order.compareTo(max) <= 0).orElse(true);
        }
    }

    /** The field is less than the value. */
    record LessThan(Field<?> field, Literal value) implements Bound {

        @Override
        public Column toColumn() {
            return Literals.lessThan(field.col(), value);
        }

        @Override
        public boolean overlaps(ColumnOrder min, ColumnOrder max) {
            return ColumnOrder.of(value).map(order -> min.compareTo(order) < 0).orElse(true);
        }
    }

    static Scope of(RowFilter filter) {
        return new Scope(filter.terms().stream().map(Scope::bound).toList());
    }

    private static Bound bound(RowFilter.Term term) {
        Field<?> field = term.field();
        if (term instanceof RowFilter.In in) {
            return new OneOf(
                    field,
                    in.values().stream()
                            .map(value -> literal(field, value))
                            .collect(Collectors.toCollection(LinkedHashSet::new)),
                    false);
        } else if (term instanceof RowFilter.AtLeast atLeast) {
            return new AtLeast(field, literal(field, atLeast.value()));
        }
        return new LessThan(field, literal(field, ((RowFilter.LessThan) term).value()));
    }

    private static Literal literal(Field<?> field, Object value) {
        return Literal.create(value, field.type().sparkType());
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

    /**
     * Tells which files of a snapshot can hold a row in the scope. Without a partition value or statistics to tell, a file
     * can.
     */
    Predicate<AddFile> fileFilter(Snapshot snapshot) {
        Set<String> blankFilled =
                CharColumns.lengths(snapshot.metadata().schema()).keySet();
        List<BoundFilter> filters = bounds.stream()
                // Files hold their values with the blanks or without.
                .filter(bound -> !blankFilled.contains(bound.field().name()))
                .map(bound -> new BoundFilter(bound, new HashMap<>()))
                .toList();
        return file -> {
            Optional<FileStatistics> statistics = Optional.empty();
            for (BoundFilter filter : filters) {
                Option<String> partition =
                        file.partitionValues().get(filter.bound().field().name());
                if (partition.isDefined()) {
                    if (!filter.includes(Objects.requireNonNullElse(partition.get(), ""))) {
                        return false;
                    }
                } else {
                    if (statistics.isEmpty()) {
                        statistics = Optional.of(FileStatistics.of(file));
                    }
                    if (!statistics.get().mayOverlap(filter.bound())) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    /** A bound, and which partition values it includes as far as they were seen: many files share one. */
    private record BoundFilter(Bound bound, Map<String, Boolean> known) {

        boolean includes(String partition) {
            return known.computeIfAbsent(partition, text -> {
                DataType type = bound.field().type().sparkType();
                Object value = PartitionValues.read(text, type);
                return value == null
                        ? bound instanceof OneOf oneOf && oneOf.orNull()
                        : bound.includes(new Literal(value, type));
            });
        }
    }
}
