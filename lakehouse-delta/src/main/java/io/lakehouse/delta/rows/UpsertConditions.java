package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Conditions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * When a source row is the same as a row of the table, and when it replaces that row. Source columns have their own
 * names, and those of the table the prefix {@link RowImages#OLD}.
 *
 * @param ignored fields in which rows may differ and still count as equal
 */
record UpsertConditions(TableSpec spec, KeyedSource source, List<Field<?>> ignored) {

    /** The name prefix of source columns in a merge by Delta. */
    private static final String NEW = "__lakehouse_new_";

    /** The value that the row of the table has. */
    static Column old(Field<?> field) {
        return Fields.column(RowImages.OLD + field.name());
    }

    Column isSameKey() {
        return isSameKey(Field::col, UpsertConditions::old);
    }

    private Column isSameKey(Function<Field<?>, Column> fresh, Function<Field<?>, Column> old) {
        return spec.keyFields().stream()
                .map(field -> fresh.apply(field).equalTo(old.apply(field)))
                .reduce(Column::and)
                .orElseThrow();
    }

    Column differs() {
        return differs(Field::col, UpsertConditions::old);
    }

    private Column differs(Function<Field<?>, Column> fresh, Function<Field<?>, Column> old) {
        return Conditions.any(source.given().stream()
                .filter(field -> !spec.keyFields().contains(field) && !ignored.contains(field))
                .map(field ->
                        not(comparable(field, fresh.apply(field)).eqNullSafe(comparable(field, old.apply(field)))))
                .toList());
    }

    private static Column comparable(Field<?> field, Column value) {
        return ComparableValues.of(value, field.type().sparkType());
    }

    /** Whether the source row is older than the row of the table by the order that {@link KeyedSource#order} gives. */
    Column isOlder() {
        return isOlder(Field::col, UpsertConditions::old);
    }

    private Column isOlder(Function<Field<?>, Column> fresh, Function<Field<?>, Column> old) {
        return source.order().isEmpty() ? lit(false) : ordered(old).gt(ordered(fresh));
    }

    /** The value that rows are ordered by, NULL first. */
    private Column ordered(Function<Field<?>, Column> value) {
        return struct(source.order().stream()
                .map(field -> value.apply(field).as(field.name()))
                .toArray(Column[]::new));
    }

    /**
     * Lets Delta's own {@code MERGE} write what these conditions say.
     *
     * @param latest the source rows, one per key
     */
    DeltaCommands.Committed merge(TableLog table, DeltaTransaction transaction, Dataset<Row> latest) {
        Dataset<Row> renamed = latest.select(source.given().stream()
                .map(field -> field.col().as(NEW + field.name()))
                .toArray(Column[]::new));
        Map<String, Column> values = new LinkedHashMap<>();
        for (Field<?> field : source.given()) {
            values.put(Fields.quoted(transaction.snapshot().columns().of(field).name()), merging(field));
        }
        return DeltaCommands.after(table, transaction.snapshot())
                .merge(
                        renamed,
                        isSameKey(UpsertConditions::merging, UpsertConditions::stored),
                        differs(UpsertConditions::merging, UpsertConditions::stored)
                                .and(not(isOlder(UpsertConditions::merging, UpsertConditions::stored))),
                        values);
    }

    private static Column merging(Field<?> field) {
        return Fields.column(NEW + field.name());
    }

    private static Column stored(Field<?> field) {
        return field.of(DeltaCommands.TABLE);
    }
}
