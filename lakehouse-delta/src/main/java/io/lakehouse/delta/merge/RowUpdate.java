package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.lakehouse.core.table.Field;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Conditions;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the source rows of a key make of the row of the table. */
sealed interface RowUpdate permits WholeRows, PartialRows {

    /** One row per key, which stands for all rows of that key. */
    Dataset<Row> perKey(Dataset<Row> rows);

    /** The value that a field gets in a row of the table. */
    Column value(Field<?> field, Sides sides);

    /** The {@link KeyState} of a key that both the source and the table have. */
    Column stateOfMatched(Sides sides);

    /** Of rows per key, the deletes: their key and the fields of their order. */
    Dataset<Row> deletes(Dataset<Row> perKey);

    /** Whether a field has another value than in the row of the table. */
    static Column differs(List<Field<?>> fields, RowUpdate update, Sides sides) {
        return Conditions.any(fields.stream()
                .map(field -> not(
                        comparable(field, update.value(field, sides)).eqNullSafe(comparable(field, sides.old(field)))))
                .toList());
    }

    private static Column comparable(Field<?> field, Column value) {
        return ComparableValues.of(value, field.type().sparkType());
    }

    /** The values of fields as one value to order by, NULL first. */
    static Column ordered(List<Field<?>> order, Function<Field<?>, Column> value) {
        return struct(
                order.stream().map(field -> value.apply(field).as(field.name())).toArray(Column[]::new));
    }
}
