package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * A conjunction of conditions on fields. Because it compares with literals only, it can prune partitions and files and
 * detect conflicts with other writers.
 */
public record RowFilter(List<Term> terms) {

    /** A condition on one field, never true for NULL. Values are in stored form. */
    public sealed interface Term {

        Field<?> field();

        /** The condition on a column with the field's values. */
        Column on(Column values);
    }

    /** The field equals one of the values. */
    public record In(Field<?> field, List<Object> values) implements Term {

        /** How many values the text shows: a filter is printed in messages and in the table's history. */
        private static final int SHOWN = 20;

        public In {
            values = List.copyOf(values);
        }

        @Override
        public Column on(Column column) {
            return values.isEmpty() ? lit(false) : column.isin(values.toArray());
        }

        @Override
        public String toString() {
            String more = values.size() > SHOWN ? ", and " + (values.size() - SHOWN) + " more)" : ")";
            return values.stream()
                    .limit(SHOWN)
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", field.name() + " in (", more));
        }
    }

    /** The field is greater than or equal to the value. */
    public record AtLeast(Field<?> field, Object value) implements Term {

        @Override
        public Column on(Column values) {
            return values.geq(value);
        }

        @Override
        public String toString() {
            return field.name() + " >= " + value;
        }
    }

    /** The field is less than the value. */
    public record LessThan(Field<?> field, Object value) implements Term {

        @Override
        public Column on(Column values) {
            return values.lt(value);
        }

        @Override
        public String toString() {
            return field.name() + " < " + value;
        }
    }

    public RowFilter {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("Invalid filter: it has no term, so it would match every row.");
        }
    }

    static <T> RowFilter in(Field<T> field, Collection<T> values) {
        // In stored form, so that equal values such as 1.5 and 1.50 count once.
        List<Object> stored = values.stream().map(value -> stored(field, value)).toList();
        boolean sortable = Comparable.class.isAssignableFrom(field.type().javaType());
        return new RowFilter(List.of(new In(field, new ArrayList<>(sortable ? new TreeSet<>(stored) : stored))));
    }

    static <T> RowFilter atLeast(Field<T> field, T value) {
        return new RowFilter(List.of(new AtLeast(field, stored(field, value))));
    }

    static <T> RowFilter lessThan(Field<T> field, T value) {
        return new RowFilter(List.of(new LessThan(field, stored(field, value))));
    }

    private static <T> Object stored(Field<T> field, T value) {
        field.type().misfit(value).ifPresent(reason -> {
            throw new IllegalArgumentException(
                    "Invalid value " + value + " for " + field.name() + " in a filter: " + reason + ".");
        });
        return field.type().toSpark(value);
    }

    /** Matches the rows that both filters match. */
    public RowFilter and(RowFilter other) {
        return new RowFilter(Stream.concat(terms.stream(), other.terms.stream()).toList());
    }

    /** The predicate as a Spark column. It is NULL only for rows with a NULL in one of its fields. */
    public Column toColumn() {
        return toColumn(Field::col);
    }

    /**
     * The predicate over other columns.
     *
     * @param values the column with the values of a field
     */
    public Column toColumn(Function<Field<?>, Column> values) {
        return terms.stream()
                .map(term -> term.on(values.apply(term.field())))
                .reduce(Column::and)
                .orElseThrow();
    }

    /** Whether the filter uses only these fields. */
    public boolean isOnlyOn(Collection<? extends Field<?>> fields) {
        return terms.stream().allMatch(term -> fields.contains(term.field()));
    }

    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(" and "));
    }
}
