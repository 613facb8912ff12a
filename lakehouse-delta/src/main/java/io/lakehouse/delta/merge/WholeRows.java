package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.rows.FeedColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Source rows that have all values of a row: the latest one of a key replaces the row of the table, or deletes it. */
record WholeRows(KeyedSource source, UpsertSettings settings) implements RowUpdate {

    @Override
    public Dataset<Row> perKey(Dataset<Row> rows) {
        return source.latestPerKey(rows);
    }

    @Override
    public Column value(Field<?> field, Sides sides) {
        return sides.fresh(field);
    }

    @Override
    public Column stateOfMatched(Sides sides) {
        if (settings.insertsOnly()) {
            return KeyState.SAME.code();
        }
        Column differs = RowUpdate.differs(compared(), this, sides);
        Column replaced = when(
                        differs,
                        when(isLater(source.order(), sides), KeyState.SUPERSEDED.code())
                                .otherwise(KeyState.UPDATED.code()))
                .otherwise(KeyState.SAME.code());
        if (!source.hasDeletes()) {
            return replaced;
        }
        // The other fields of a delete mean nothing.
        return when(
                        isDelete(sides),
                        when(isLater(source.latestOrder(), sides), KeyState.SUPERSEDED.code())
                                .otherwise(KeyState.REMOVED.code()))
                .otherwise(replaced);
    }

    private List<Field<?>> compared() {
        return source.given().stream()
                .filter(field -> !source.spec().keyFields().contains(field)
                        && !settings.ignored().contains(field))
                .toList();
    }

    /** Whether the row of the table is later by these fields. */
    private static Column isLater(List<Field<?>> order, Sides sides) {
        return order.isEmpty()
                ? lit(false)
                : RowUpdate.ordered(order, sides::old).gt(RowUpdate.ordered(order, sides::fresh));
    }

    private static Column isDelete(Sides sides) {
        return coalesce(sides.fresh(FeedColumns.DELETES), lit(false));
    }

    @Override
    public Dataset<Row> deletes(Dataset<Row> perKey) {
        List<Column> columns =
                new ArrayList<>(List.of(Fields.columns(source.spec().keyFields())));
        columns.addAll(List.of(Fields.columns(settings.latestOrder(source.spec()))));
        return perKey.filter(col(FeedColumns.DELETES)).select(columns.toArray(Column[]::new));
    }
}
