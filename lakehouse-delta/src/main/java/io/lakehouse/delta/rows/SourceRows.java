package io.lakehouse.delta.rows;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.Queries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Conforms the rows that a caller passes to a verb to the table's spec, or rejects them before any data is read. */
final class SourceRows {

    private SourceRows() {}

    /**
     * The rows with exactly the columns of the spec, in its order. Derived fields are computed in the session of the
     * verbs, whichever session the rows come from, because their values depend on its time zone.
     *
     * @throws SchemaMismatchException if a column is missing, not in the spec, duplicated or of another type
     */
    static Dataset<Row> conform(String verb, TableLog table, Dataset<Row> source) {
        return table.inSession(verb, "analyse the source", () -> {
            TableSpec spec = table.spec();
            Dataset<Row> complete = Queries.in(table.verbSession(), source);
            for (Field<?> field : sourcesFirst(spec.fields())) {
                if (field.derivation().isPresent() && hasSourceOf(field, complete)) {
                    complete =
                            complete.withColumn(field.name(), field.derivation().get());
                }
            }
            List<String> problems = problems(spec, complete);
            if (!problems.isEmpty()) {
                throw RowErrors.rowsDoNotFit(verb, spec.name(), String.join("; ", problems));
            }
            Map<String, Integer> blankFilled = CharColumns.lengths(table.columns());
            return complete.select(spec.fields().stream()
                    .map(field -> blankFilled.containsKey(field.name())
                            ? CharColumns.asStored(field.col(), blankFilled.get(field.name()))
                                    .as(field.name())
                            : field.col())
                    .toArray(Column[]::new));
        });
    }

    /** The fields, each after the field that it is derived from. */
    private static List<Field<?>> sourcesFirst(List<Field<?>> fields) {
        List<Field<?>> ordered = new ArrayList<>(fields);
        ordered.sort(Comparator.comparingInt(SourceRows::depth));
        return ordered;
    }

    private static int depth(Field<?> field) {
        return field.derivedFrom().map(source -> 1 + depth(source)).orElse(0);
    }

    private static boolean hasSourceOf(Field<?> derived, Dataset<Row> source) {
        return derived.derivedFrom()
                .map(field -> Arrays.asList(source.columns()).contains(field.name()))
                .orElse(false);
    }

    private static List<String> problems(TableSpec spec, Dataset<Row> rows) {
        List<String> problems = new ArrayList<>();
        Set<String> unmatched = new LinkedHashSet<>();
        for (String column : rows.columns()) {
            if (!unmatched.add(column)) {
                problems.add("column " + column + " occurs twice");
            }
        }
        for (Field<?> field : spec.fields()) {
            if (!unmatched.remove(field.name())) {
                problems.add("column " + field.name() + " is missing");
                continue;
            }
            DataType given = rows.schema().apply(field.name()).dataType();
            DataType expected = field.type().sparkType();
            if (!DataType.equalsIgnoreNullability(given, expected)) {
                problems.add("column " + field.name() + " is " + given.catalogString() + ", the spec says "
                        + expected.catalogString());
            }
        }
        unmatched.forEach(extra -> problems.add("column " + extra + " is not in the spec"));
        return problems;
    }
}
