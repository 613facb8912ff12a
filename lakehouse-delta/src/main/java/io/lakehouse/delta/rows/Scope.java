package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableColumns;
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
import org.apache.spark.sql.types.StructType;

/**
 * The part of a table that a verb can touch, as bounds with literals, all of which must hold. As a column, the scope
 * filters rows and decides whether a concurrent write conflicts. Applied to the partition values and min/max statistics
 * of a file, it decides whether the file can contain such rows.
 */
public record Scope(List<Bound> bounds) {

    public Scope {
        bounds = List.copyOf(bounds);
    }

    public static Scope of(RowFilter filter) {
        return new Scope(filter.terms().stream().map(Scope::bound).toList());
    }

    /** The scope of rows to write, whose CHAR columns are filled up with blanks as the table stores them. */
    static Scope ofWritten(RowFilter filter, StructType schema) {
        Map<String, Integer> lengths = CharColumns.lengths(schema);
        return new Scope(filter.terms().stream()
                .map(term -> {
                    Bound bound = bound(term);
                    return lengths.entrySet().stream()
                            .filter(column -> bound.field().isNamed(column.getKey()))
                            .map(column -> bound.padded(column.getValue()))
                            .findFirst()
                            .orElse(bound);
                })
                .toList());
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

    /** The maximum number of partitions that the scope covers; empty if it is unbounded. */
    public OptionalLong partitionCount(TableSpec spec) {
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

    /** A predicate for the rows in the scope. NULL counts as outside. */
    public Column toColumn() {
        return bounds.stream().map(Bound::toColumn).reduce(lit(true), Column::and);
    }

    /**
     * The files of the transaction's snapshot that can contain a row in the scope. The transaction then conflicts with
     * any concurrent commit that adds such rows.
     */
    public List<DataFile> filesOf(DeltaTransaction transaction) {
        return transaction.filesIn(fileFilter(transaction.snapshot()), toColumn());
    }

    /**
     * A predicate for the files of a snapshot that can contain a row in the scope. A file without a partition value or
     * statistics to rule it out is included.
     */
    public Predicate<DataFile> fileFilter(TableSnapshot snapshot) {
        TableColumns columns = snapshot.columns();
        Set<String> blankFilled = CharColumns.lengths(snapshot.schema()).keySet();
        List<BoundFilter> filters = bounds.stream()
                // Files store these values with or without trailing blanks, so they cannot rule out a file.
                .filter(bound -> !blankFilled.contains(columns.of(bound.field()).name()))
                .map(bound -> new BoundFilter(bound, columns.of(bound.field()), snapshot.zone(), new HashMap<>()))
                .toList();
        return file -> {
            Optional<FileStatistics> statistics = Optional.empty();
            for (BoundFilter filter : filters) {
                TableColumn column = filter.column();
                if (file.hasPartitionColumn(column)) {
                    if (!filter.includes(Objects.requireNonNullElse(file.partitionText(column), ""))) {
                        return false;
                    }
                } else {
                    if (statistics.isEmpty()) {
                        statistics = Optional.of(FileStatistics.of(file));
                    }
                    if (!statistics.get().mayOverlap(filter.bound(), column)) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    /** Whether partition values alone tell which rows a filter matches, so that it matches whole files. */
    static boolean matchesWholeFiles(RowFilter filter, TableSpec spec, TableSnapshot snapshot) {
        Set<String> blankFilled = CharColumns.lengths(snapshot.schema()).keySet();
        return filter.isOnlyOn(spec.partitionFields())
                && of(filter).bounds().stream().allMatch(Bound::isExact)
                && filter.terms().stream()
                        .noneMatch(term -> blankFilled.contains(
                                snapshot.columns().of(term.field()).name()));
    }

    /** A bound that caches which partition values it includes, since many files share a value. */
    private record BoundFilter(Bound bound, TableColumn column, String zone, Map<String, Boolean> known) {

        boolean includes(String partition) {
            return known.computeIfAbsent(partition, text -> {
                return SparkValue.parse(text, bound.field().type().sparkType(), zone)
                        .map(bound::includes)
                        .orElseGet(() -> bound instanceof Bound.OneOf oneOf && oneOf.orNull());
            });
        }
    }
}
