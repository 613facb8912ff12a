package io.lakehouse.core.table;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The values of a field: those at its edges, and any. */
record FieldValues<T>(Field<T> field, List<T> edges, Function<Random, T> any) {

    /** Sets an edge, or leaves the field NULL after the last one. */
    void setEdge(RowValues row, int index) {
        if (index < edges.size()) {
            row.set(field, edges.get(index));
        }
    }

    void setAny(RowValues row, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> {} // NULL
            case 1, 2 -> row.set(field, edges.get(random.nextInt(edges.size())));
            default -> row.set(field, any.apply(random));
        }
    }

    static List<Field<?>> fieldsOf(List<FieldValues<?>> values) {
        return values.stream().<Field<?>>map(FieldValues::field).toList();
    }

    /** Rows that hold every edge of every field; the last one holds nothing but NULL. */
    static List<RowValues> edgeRows(List<FieldValues<?>> values) {
        List<Field<?>> fields = fieldsOf(values);
        int most = values.stream().mapToInt(each -> each.edges().size()).max().orElse(0);
        return IntStream.rangeClosed(0, most)
                .mapToObj(index -> {
                    RowValues row = RowValues.of(fields);
                    values.forEach(each -> each.setEdge(row, index));
                    return row;
                })
                .toList();
    }

    static RowValues row(Random random, List<FieldValues<?>> values) {
        RowValues row = RowValues.of(fieldsOf(values));
        values.forEach(each -> each.setAny(row, random));
        return row;
    }
}
