package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.SparkValue;
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

/**
 * The part of a table that a verb can touch, as bounds over literals that must all hold. As a column it filters rows and
 * tells rivals apart; on a file's partition values and statistics it decides whether the file can hold such rows.
 */
public record Scope(List<Bound> bounds) {

    public Scope {
        bounds = List.copyOf(bounds);
    }

    public static Scope of(RowFilter filter) {
        return new Scope(filter.terms().stream().map(Scope::bound).toList());
    }

    private static Bound bound(RowFilter.Term term) {
        Field<?> field = term.field();
        if (term instanceof RowFilter.In in) {
            return new Bound.OneOf(
                    field,
                    in.values().stream()
                            .map(value -> literal(field, value))
                            .collect(Collectors.toCollection(LinkedHashSet::new)),
                    false);
        } else if (term instanceof RowFilter.AtLeast atLeast) {
            return new Bound.AtLeast(field, literal(field, atLeast.value()));
        }
        return new Bound.LessThan(field, literal(field, ((RowFilter.LessThan) term).value()));
    }

    private static SparkValue literal(Field<?> field, Object value) {
        return SparkValue.ofJava(value, field.type().sparkType());
    }

    /** Of how many partitions its rows can be at most; empty if nothing bounds that. */
    OptionalLong partitionCount(TableSpec spec) {
        Set<Field<?>> bounded = new HashSet<>();
        long count = 1;
        for (Bound bound : bounds) {
            if (bound instanceof Bound.OneOf oneOf && spec.partitionFields().contains(oneOf.field())) {
                count *= oneOf.values().size() + (oneOf.orNull() ? 1 : 0);
                bounded.add(oneOf.field());
            }
        }
        return bounded.containsAll(spec.partitionFields()) ? OptionalLong.of(count) : OptionalLong.empty();
    }

    /** Holds for the rows in the scope; NULL counts as outside. */
    public Column toColumn() {
        return bounds.stream().map(Bound::toColumn).reduce(lit(true), Column::and);
    }

    /** The files of a transaction's snapshot that can hold a row in the scope; others that add such rows win the race. */
    List<DataFile> filesOf(DeltaTransaction transaction) {
        return transaction.filesIn(fileFilter(transaction.snapshot()), toColumn());
    }

    /**
     * Tells which files of a snapshot can hold a row in the scope. Without a partition value or statistics to tell, a file
     * can.
     */
    public Predicate<DataFile> fileFilter(TableSnapshot snapshot) {
        Set<String> blankFilled = CharColumns.lengths(snapshot.schema()).keySet();
        List<BoundFilter> filters = bounds.stream()
                // Files hold their values with the blanks or without.
                .filter(bound -> !blankFilled.contains(bound.field().name()))
                .map(bound -> new BoundFilter(bound, new HashMap<>()))
                .toList();
        return file -> {
            Optional<FileStatistics> statistics = Optional.empty();
            for (BoundFilter filter : filters) {
                String column = filter.bound().field().name();
                if (file.hasPartitionColumn(column)) {
                    if (!filter.includes(Objects.requireNonNullElse(file.partitionText(column), ""))) {
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
                return SparkValue.parse(text, bound.field().type().sparkType())
                        .map(bound::includes)
                        .orElseGet(() -> bound instanceof Bound.OneOf oneOf && oneOf.orNull());
            });
        }
    }
}
