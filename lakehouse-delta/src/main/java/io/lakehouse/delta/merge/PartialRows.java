package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_contains_key;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.SourceRows;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Source rows of which each carries some of the fields. Every field of a row gets the latest value that an event carries,
 * and a delete takes all values that are not later than itself.
 *
 * <p>A value of the table is as old as its row, unless the table has {@linkplain UpsertSettings#fieldOrders a field} for
 * the order of each value.
 */
final class PartialRows implements RowUpdate {

    /** Per key: the order of the value of each field, NULL if no row carries one. */
    private static final String ORDERS = "__lakehouse_orders";
    /** Per key: the order of the last delete, NULL if there is none. */
    private static final String DELETED_AT = "__lakehouse_deleted_at";

    private static final String LAST = "__lakehouse_last";
    private static final String BEST = "__lakehouse_best_";

    private final KeyedSource source;
    private final UpsertSettings settings;
    private final TableSpec spec;
    /** The fields of the order; empty if the batches come in order. */
    private final List<Field<?>> order;
    /** The fields that the rows can carry. */
    private final List<Field<?>> carried;

    PartialRows(KeyedSource source, UpsertSettings settings) {
        this.source = source;
        this.settings = settings;
        this.spec = source.spec();
        this.order = settings.latestOrder(spec);
        this.carried = source.given().stream()
                .filter(field -> !spec.keyFields().contains(field) && !order.contains(field))
                .filter(field -> field.derivedFrom().isEmpty())
                .filter(field -> !Optional.of(field).equals(settings.fieldOrders()))
                .toList();
    }

    /** The order of a source row; the same for all if there is none. */
    private Column ownOrder() {
        return order.isEmpty() ? struct(lit(1).as("any")) : RowUpdate.ordered(order, Field::col);
    }

    @Override
    public Dataset<Row> perKey(Dataset<Row> rows) {
        boolean removes = source.hasDeletes() && settings.deletedMark().isEmpty();
        Column own = ownOrder();
        Column deletes = source.hasDeletes() ? col(FeedColumns.DELETES) : lit(false);
        Column[] key = Fields.columns(spec.keyFields());
        Column lastDelete = removes
                ? max(when(deletes, own)).over(Window.partitionBy(key))
                : lit(null).cast(rows.select(own).schema().fields()[0].dataType());
        Dataset<Row> dated = rows.withColumn(DELETED_AT, lastDelete);
        Column isLive = removes ? not(deletes).and(col(DELETED_AT).isNull().or(own.gt(col(DELETED_AT)))) : lit(true);
        List<Column> totals = new ArrayList<>();
        totals.add(max(when(isLive, own)).as(LAST));
        totals.add(max(when(not(deletes), own)).isNull().as(FeedColumns.DELETES));
        for (int at = 0; at < carried.size(); at++) {
            Field<?> field = carried.get(at);
            // Every event says whether the row is deleted, a remembered one too.
            boolean isMark = Optional.of(field).equals(settings.deletedMark());
            Column has =
                    isMark ? isLive : isLive.and(col(FeedColumns.CARRIES).getField(FeedSource.nameOf(spec, field)));
            boolean isOrderable = ComparableValues.isOrderable(field.type().sparkType());
            Column value = struct(own.as("o"), field.col().as("v"));
            totals.add((isOrderable ? max(when(has, value)) : max_by(value, when(has, own))).as(BEST + at));
        }
        Dataset<Row> folded = dated.groupBy(Stream.concat(Stream.of(key), Stream.of(col(DELETED_AT)))
                        .toArray(Column[]::new))
                .agg(totals.get(0), totals.subList(1, totals.size()).toArray(Column[]::new));
        return withDerived(folded.select(folded(removes).toArray(Column[]::new)), source.given());
    }

    /** Rows with derived fields, computed from the values that they have. */
    static Dataset<Row> withDerived(Dataset<Row> rows, List<Field<?>> given) {
        Dataset<Row> complete = rows;
        for (Field<?> field : SourceRows.sourcesFirst(given)) {
            if (field.derivedFrom().isPresent()) {
                complete = complete.withColumn(field.name(), field.derivation().orElseThrow());
            }
        }
        return complete;
    }

    private List<Column> folded(boolean removes) {
        List<Column> columns = new ArrayList<>();
        List<Column> orders = new ArrayList<>();
        for (Field<?> field : source.given()) {
            int at = carried.indexOf(field);
            if (spec.keyFields().contains(field)) {
                columns.add(field.col());
            } else if (order.contains(field)) {
                columns.add(col(LAST).getField(field.name()).as(field.name()));
            } else if (at >= 0) {
                columns.add(col(BEST + at).getField("v").as(field.name()));
                orders.add(col(BEST + at).getField("o").as(FeedSource.nameOf(spec, field)));
            }
        }
        settings.fieldOrders()
                .ifPresent(field -> columns.add(ordersOf(
                                col(LAST).getField(order.get(0).name()),
                                each -> coalesce(
                                        col(BEST + carried.indexOf(each)).getField("o"), col(DELETED_AT)))
                        .as(field.name())));
        Column ordersOfAll = orders.isEmpty() ? lit(null) : struct(orders.toArray(Column[]::new));
        columns.add(ordersOfAll.as(ORDERS));
        columns.add(col(DELETED_AT));
        // A row of which a delete is the last event is deleted, even if events before that are in the batch.
        columns.add((removes ? col(LAST).isNull() : col(FeedColumns.DELETES)).as(FeedColumns.DELETES));
        return columns;
    }

    @Override
    public Column value(Field<?> field, Sides sides) {
        if (spec.keyFields().contains(field)) {
            return sides.fresh(field);
        } else if (order.contains(field)) {
            return when(isWithoutRow(sides).or(isAfter(rowOrder(sides), lastOrder(sides))), sides.old(field))
                    .otherwise(sides.fresh(field));
        } else if (Optional.of(field).equals(settings.fieldOrders())) {
            return ordersOf(value(order.get(0), sides), each -> orderAfter(each, sides));
        }
        return when(isApplied(field, sides), sides.fresh(field))
                .when(isErased(field, sides), lit(null).cast(field.type().sparkType()))
                .otherwise(sides.old(field));
    }

    /** Whether the events of a key leave no row. */
    private Column isWithoutRow(Sides sides) {
        return settings.deletedMark().isPresent() ? lit(false) : coalesce(sides.fresh(FeedColumns.DELETES), lit(false));
    }

    private Column rowOrder(Sides sides) {
        return RowUpdate.ordered(order, sides::old);
    }

    private Column lastOrder(Sides sides) {
        return RowUpdate.ordered(order, sides::fresh);
    }

    private Column isAfter(Column one, Column other) {
        return order.isEmpty() ? lit(false) : one.gt(other);
    }

    /** Whether a delete takes the whole row, so that later events of the batch begin a new one. */
    private Column isReplaced(Sides sides) {
        Column deletedAt = sides.fresh(DELETED_AT);
        return deletedAt.isNotNull().and(not(isAfter(rowOrder(sides), deletedAt)));
    }

    /** Whether a field gets the value that the source carries. */
    private Column isApplied(Field<?> field, Sides sides) {
        Column fresh = sides.fresh(ORDERS).getField(FeedSource.nameOf(spec, field));
        Column isCarried = fresh.isNotNull();
        if (!settings.updatingOnly().isEmpty() && !settings.updatingOnly().contains(field)) {
            Column isNew = sides.old(spec.keyFields().get(0)).isNull();
            return isCarried.and(isNew.or(isReplaced(sides)));
        } else if (order.isEmpty()) {
            return isCarried;
        }
        Column old = orderBefore(field, sides);
        boolean isOrderable = ComparableValues.isOrderable(field.type().sparkType());
        return isCarried.and(
                isOrderable
                        ? struct(fresh.as("o"), sides.fresh(field).as("v"))
                                .gt(struct(old.as("o"), sides.old(field).as("v")))
                        : fresh.geq(old));
    }

    /** Whether a delete takes the value that a field has. */
    private Column isErased(Field<?> field, Sides sides) {
        Column deletedAt = sides.fresh(DELETED_AT);
        return order.isEmpty()
                ? deletedAt.isNotNull()
                : deletedAt.isNotNull().and(not(orderBefore(field, sides).gt(deletedAt)));
    }

    /** The order of the value that a field has. */
    private Column orderBefore(Field<?> field, Sides sides) {
        Column ofRow = rowOrder(sides);
        return settings.fieldOrders()
                .map(orders -> {
                    Column known = sides.old(orders);
                    return when(
                                    coalesce(map_contains_key(known, field.name()), lit(false)),
                                    struct(known.getItem(field.name())
                                            .as(order.get(0).name())))
                            .otherwise(ofRow);
                })
                .orElse(ofRow);
    }

    private Column orderAfter(Field<?> field, Sides sides) {
        return when(isApplied(field, sides), sides.fresh(ORDERS).getField(FeedSource.nameOf(spec, field)))
                .when(isErased(field, sides), sides.fresh(DELETED_AT))
                .otherwise(orderBefore(field, sides));
    }

    /** The orders of the values whose order is not that of their row; NULL if there are none. */
    private Column ordersOf(Column rowOrder, Function<Field<?>, Column> orderOf) {
        Column[] entries = carried.stream()
                .map(field -> struct(
                        lit(field.name()).as("key"),
                        orderOf.apply(field).getField(order.get(0).name()).as("value")))
                .toArray(Column[]::new);
        Column different =
                Elements.whereValue(map_from_entries(array(entries)), each -> not(each.eqNullSafe(rowOrder)));
        return when(size(different).gt(0), different);
    }

    @Override
    public Column stateOfMatched(Sides sides) {
        List<Field<?>> compared = source.given().stream()
                .filter(field -> !spec.keyFields().contains(field)
                        && !settings.ignored().contains(field)
                        && field.derivedFrom().isEmpty())
                .toList();
        Column differs = RowUpdate.differs(compared, this, sides);
        Column last = when(isWithoutRow(sides), sides.fresh(DELETED_AT)).otherwise(lastOrder(sides));
        Column state = when(differs, KeyState.UPDATED.code())
                .when(order.isEmpty() ? lit(false) : rowOrder(sides).gt(last), KeyState.SUPERSEDED.code())
                .otherwise(KeyState.SAME.code());
        if (!source.hasDeletes()) {
            return state;
        }
        return settings.deletedMark()
                .map(mark -> when(
                                value(mark, sides).and(not(coalesce(sides.old(mark), lit(false)))),
                                KeyState.MARKED.code())
                        .otherwise(state))
                .orElseGet(() -> when(isWithoutRow(sides).and(isReplaced(sides)), KeyState.REMOVED.code())
                        .otherwise(state));
    }

    @Override
    public Dataset<Row> deletes(Dataset<Row> perKey) {
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(spec.keyFields())));
        if (settings.deletedMark().isPresent()) {
            columns.addAll(List.of(Fields.columns(order)));
            return perKey.filter(col(FeedColumns.DELETES)).select(columns.toArray(Column[]::new));
        }
        order.forEach(
                field -> columns.add(col(DELETED_AT).getField(field.name()).as(field.name())));
        return perKey.filter(col(DELETED_AT).isNotNull()).select(columns.toArray(Column[]::new));
    }
}
