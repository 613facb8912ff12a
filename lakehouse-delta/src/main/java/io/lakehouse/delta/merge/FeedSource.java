package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.spark.Elements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** The columns that a verb needs from a change feed. */
final class FeedSource {

    private FeedSource() {}

    /** The columns for a feed in which some rows delete. */
    static FeedColumns deleting(TableSpec spec, Optional<RowFilter> deletingWhere) {
        return deletingWhere
                .map(filter -> new FeedColumns(
                        ownFields(spec, filter), Map.of(FeedColumns.DELETES, isDelete(filter)), Map.of(), List.of()))
                .orElse(FeedColumns.NONE);
    }

    /** The columns that an upsert needs. */
    static FeedColumns of(TableSpec spec, UpsertSettings settings) {
        Map<String, Column> computed = new LinkedHashMap<>();
        settings.deletingWhere().ifPresent(filter -> computed.put(FeedColumns.DELETES, isDelete(filter)));
        Column deletes = computed.isEmpty() ? lit(false) : col(FeedColumns.DELETES);
        List<Field<?>> optional = new ArrayList<>();
        if (settings.isPartial()) {
            List<Column> carries = new ArrayList<>();
            for (Field<?> field : spec.fields()) {
                boolean isNeeded = spec.keyFields().contains(field)
                        || settings.latestBy().contains(field)
                        || field.derivedFrom().isPresent();
                if (!isNeeded) {
                    carries.add(carries(field, settings, deletes).as(nameOf(spec, field)));
                    if (mayLack(field, settings)) {
                        optional.add(field);
                    }
                }
            }
            computed.put(FeedColumns.CARRIES, struct(carries.toArray(Column[]::new)));
        }
        Map<Field<?>, Column> filled = new LinkedHashMap<>();
        settings.deletedMark().ifPresent(mark -> filled.put(mark, deletes));
        return new FeedColumns(ownFields(spec, settings), computed, filled, optional);
    }

    private static List<Field<?>> ownFields(TableSpec spec, RowFilter filter) {
        return feedOnly(spec, fieldsOf(List.of(filter)));
    }

    /** The fields that the source has for the deletes alone. */
    static List<Field<?>> ownFields(TableSpec spec, HistorizeSettings settings) {
        return settings.deletingWhere().map(filter -> ownFields(spec, filter)).orElse(List.of());
    }

    private static Column isDelete(RowFilter filter) {
        return coalesce(filter.toColumn(), lit(false));
    }

    private static Set<Field<?>> fieldsOf(List<RowFilter> filters) {
        Set<Field<?>> fields = new LinkedHashSet<>();
        filters.forEach(filter -> filter.terms().forEach(term -> fields.add(term.field())));
        return fields;
    }

    /** The fields that the source has for an upsert alone. */
    static List<Field<?>> ownFields(TableSpec spec, UpsertSettings settings) {
        List<RowFilter> filters = new ArrayList<>(settings.nullWhere().values());
        settings.deletingWhere().ifPresent(filters::add);
        Set<Field<?>> fields = fieldsOf(filters);
        settings.changedFields().ifPresent(fields::add);
        return feedOnly(spec, fields);
    }

    private static List<Field<?>> feedOnly(TableSpec spec, Set<Field<?>> fields) {
        return fields.stream()
                .filter(field -> Fields.find(spec.fields(), field.name()).isEmpty())
                .toList();
    }

    private static Column carries(Field<?> field, UpsertSettings settings, Column deletes) {
        if (Optional.of(field).equals(settings.deletedMark())) {
            return lit(true);
        }
        Column carries = lit(true);
        if (settings.changedFields().isPresent()) {
            Column names = Elements.each(settings.changedFields().get().col(), functions::lower);
            carries = coalesce(array_contains(names, field.name().toLowerCase(Locale.ROOT)), lit(false));
        } else if (settings.keptWhereNull().contains(field)) {
            Column isNull = field.col().isNull();
            RowFilter marker = settings.nullWhere().get(field);
            carries = marker == null ? not(isNull) : not(isNull).or(coalesce(marker.toColumn(), lit(false)));
        }
        return settings.deletedMark().isPresent() ? carries.and(not(deletes)) : carries;
    }

    private static boolean mayLack(Field<?> field, UpsertSettings settings) {
        return settings.changedFields().isPresent()
                || settings.keptWhereNull().contains(field)
                || Optional.of(field).equals(settings.fieldOrders())
                || (!settings.updatingOnly().isEmpty()
                        && !settings.updatingOnly().contains(field));
    }

    /** The name of a field in {@link FeedColumns#CARRIES}. */
    static String nameOf(TableSpec spec, Field<?> field) {
        return "f" + spec.fields().indexOf(field);
    }
}
