package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.RowImages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * When a source row and a row of the table have the same key, and what the upsert does with them. Source columns have
 * their own names, and those of the table the prefix {@link RowImages#OLD}.
 */
record UpsertConditions(TableSpec spec, KeyedSource source, UpsertSettings settings, RowUpdate update) {

    static UpsertConditions of(TableSpec spec, KeyedSource source, UpsertSettings settings) {
        return new UpsertConditions(
                spec,
                source,
                settings,
                settings.isPartial() ? new PartialRows(source, settings) : new WholeRows(source, settings));
    }

    /** The value that the row of the table has. */
    static Column old(Field<?> field) {
        return Sides.JOINED.old(field);
    }

    Column isSameKey() {
        return isSameKey(Sides.JOINED);
    }

    private Column isSameKey(Sides sides) {
        return spec.keyFields().stream()
                .map(field -> sides.fresh(field).equalTo(sides.old(field)))
                .reduce(Column::and)
                .orElseThrow();
    }

    /**
     * The {@link KeyState} of the key of a joined row.
     *
     * @param areMatched whether each joined row has a source row and a row of the table
     */
    Column state(boolean areMatched) {
        Sides sides = Sides.JOINED;
        Column matched = update.stateOfMatched(sides);
        if (areMatched) {
            return matched;
        }
        Field<?> key = spec.keyFields().get(0);
        Column sourceless = settings.deletesOthers()
                ? when(isOther(sides), KeyState.OTHER.code()).otherwise(KeyState.OUTSIDE.code())
                : KeyState.OUTSIDE.code();
        Column isNew = sides.old(key).isNull();
        Column state = when(sides.fresh(key).isNull(), sourceless);
        if (source.hasDeletes()) {
            state = state.when(isNew.and(isDelete()), KeyState.ABSENT.code());
        }
        return state.when(isNew, KeyState.NEW.code()).otherwise(matched);
    }

    /** Whether rows of the table can be removed rather than changed. */
    boolean mayRemove() {
        return settings.deletedMark().isEmpty() && (source.hasDeletes() || settings.deletesOthers());
    }

    /** Whether a source row deletes the row of its key, by removing or by marking it. */
    Column isDelete() {
        return isDelete(Sides.JOINED);
    }

    private Column isDelete(Sides sides) {
        return source.hasDeletes() ? coalesce(sides.fresh(FeedColumns.DELETES), lit(false)) : lit(false);
    }

    /**
     * Joined rows with the values that they will have.
     *
     * @param isOther whether the source does not have the row
     */
    Dataset<Row> withValues(Dataset<Row> joined, Column isOther) {
        if (settings.deletedMark().isEmpty() && !settings.isPartial()) {
            return joined;
        }
        Map<String, Column> values = new LinkedHashMap<>();
        for (Field<?> field : source.given()) {
            if (isComputedLast(field)) {
                continue;
            }
            Column value = update.value(field, Sides.JOINED);
            Column mark = Optional.of(field).equals(settings.deletedMark()) ? lit(true) : old(field);
            values.put(
                    field.name(), settings.deletesOthers() ? when(isOther, mark).otherwise(value) : value);
        }
        Dataset<Row> complete = joined.withColumns(values);
        return settings.isPartial() ? PartialRows.withDerived(complete, source.given()) : complete;
    }

    private boolean isComputedLast(Field<?> field) {
        return settings.isPartial() && field.derivedFrom().isPresent();
    }

    /**
     * Lets Delta's own {@code MERGE} write what these conditions say.
     *
     * @param latest the source rows, one per key
     */
    DeltaCommands.Committed merge(TableLog table, DeltaTransaction transaction, Dataset<Row> latest) {
        Sides sides = Sides.MERGED;
        Dataset<Row> renamed = latest.toDF(
                List.of(latest.columns()).stream().map(name -> Sides.NEW + name).toArray(String[]::new));
        Map<String, Column> updated = new LinkedHashMap<>();
        Map<String, Column> inserted = new LinkedHashMap<>();
        for (Field<?> field : source.given()) {
            if (isComputedLast(field) && !spec.isImpliedByKey(field)) {
                throw MergeErrors.derivedByDelta(spec.name(), field);
            }
            String column =
                    Fields.quoted(transaction.snapshot().columns().of(field).name());
            updated.put(column, isComputedLast(field) ? sides.fresh(field) : update.value(field, sides));
            inserted.put(column, sides.fresh(field));
        }
        Column state = update.stateOfMatched(sides);
        Map<String, Column> marked = new LinkedHashMap<>();
        settings.deletedMark()
                .ifPresent(mark -> marked.put(
                        Fields.quoted(transaction.snapshot().columns().of(mark).name()), lit(true)));
        return DeltaCommands.after(table, transaction.snapshot())
                .merge(
                        renamed,
                        new DeltaCommands.Merge(
                                isSameKey(sides),
                                mayRemove() && source.hasDeletes()
                                        ? Optional.of(KeyState.REMOVED.is(state))
                                        : Optional.empty(),
                                KeyState.UPDATED.is(state).or(KeyState.MARKED.is(state)),
                                updated,
                                source.hasDeletes() ? Optional.of(not(isDelete(sides))) : Optional.empty(),
                                inserted,
                                settings.deletesOthers() ? Optional.of(isOther(sides)) : Optional.empty(),
                                marked));
    }

    private Column isOther(Sides sides) {
        Column isMarked = settings.deletedMark()
                .map(mark -> coalesce(sides.old(mark), lit(false)))
                .orElseGet(() -> lit(false));
        return isInScope(sides).and(not(isMarked));
    }

    /** Whether a joined row has a row of the table. */
    Column hasOldRow() {
        return old(spec.keyFields().get(0)).isNotNull();
    }

    /** Whether a row of the table is one of those that {@link UpsertSettings#deletesOthers} is about. */
    Column isInScope() {
        return isInScope(Sides.JOINED);
    }

    private Column isInScope(Sides sides) {
        return settings.othersScope()
                .map(scope -> coalesce(scope.toColumn(sides::old), lit(false)))
                .orElseGet(() -> lit(true));
    }
}
