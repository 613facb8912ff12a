package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_min;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.Elements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * All versions, from the table and from the source, of every entity in the source, with the values that they should
 * have. An entity also has ends: the instants at which it was deleted. The table shows an end by a version that ends
 * when no other one begins.
 */
record Timeline(TableSpec spec, HistorizeSettings settings, List<Field<?>> given, DeltaTransaction transaction) {

    /** The number of rows with the same key. More than one means that the table contains a version twice. */
    static final String KEY_ROWS = "__lakehouse_key_rows";

    /** What happens to a version: one of the constants below. */
    static final String STATE = "__lakehouse_state";

    static final String NEW = "new";
    static final String CHANGED = "changed";
    static final String REMOVED = "removed";
    static final String SAME = "same";

    /** The ends of the entity that no version will show. */
    static final String HIDDEN_ENDS = "__lakehouse_hidden_ends";

    /** The ends of an entity: in rows of ends those of the feed, in the timeline all of them. */
    static final String ENDS = "__lakehouse_ends";

    /** Whether an event says the same as the version before it, and so is no version. */
    static final String REPEATS = "__lakehouse_repeats";

    /** Of source rows: whether it is an event of this batch, rather than one that is remembered. */
    static final String IS_EVENT = "__lakehouse_event";

    private static final String IN_SOURCE = "__lakehouse_in_source";
    /** Whether the values are those of a source row. */
    private static final String FROM_SOURCE = "__lakehouse_from_source";

    private static final String KEPT = "__lakehouse_kept";
    private static final String END = "__lakehouse_end";
    private static final String RUN = "__lakehouse_run";
    private static final String LAST = "__lakehouse_last";

    private Validity validity() {
        return settings.validity();
    }

    private Column from() {
        return validity().from().col();
    }

    private Column[] entity() {
        return Fields.columns(validity().entityFields(spec));
    }

    private static Column old(Field<?> field) {
        return Fields.column(RowImages.OLD + field.name());
    }

    /**
     * The timeline.
     *
     * @param source one row per version, without deletes
     * @param present the rows of the table that can be versions of these entities
     * @param ends rows with an entity and its {@link #ENDS} as the feed tells them; empty if it tells of none
     */
    Dataset<Row> of(Dataset<Row> source, Dataset<Row> present, Optional<Dataset<Row>> ends) {
        Dataset<Row> entities = source.select(entity());
        if (ends.isPresent()) {
            entities = entities.unionByName(ends.get().select(entity()));
        }
        Dataset<Row> existing = withEnd(present.join(entities.distinct(), names(), "left_semi"));
        Dataset<Row> matched = source.withColumn(IN_SOURCE, lit(true)).join(existing, isSameVersion(), "full_outer");
        List<Column> columns = new ArrayList<>();
        given.forEach(field -> columns.add(
                when(col(FROM_SOURCE), field.col()).otherwise(old(field)).as(field.name())));
        RowImages.oldColumns(transaction).forEach(columns::add);
        List.of(FileColumn.NAME, IS_EVENT, END).forEach(name -> columns.add(col(name)));
        Dataset<Row> versions = matched.withColumn(FROM_SOURCE, isFromSource()).select(columns.toArray(Column[]::new));
        Dataset<Row> ended = withEnds(versions, ends);
        return withStates(corrected(withKept(ended)));
    }

    private String[] names() {
        return Fields.names(validity().entityFields(spec)).toArray(String[]::new);
    }

    /** Rows of the table, with their end if the entity was deleted then. */
    private Dataset<Row> withEnd(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>(RowImages.asOld(transaction));
        columns.add(col(FileColumn.NAME));
        Column to = validity().to().col();
        Column next = lead(from(), 1).over(Window.partitionBy(entity()).orderBy(from()));
        columns.add(when(next.isNull().or(to.lt(next)), to).as(END));
        return rows.select(columns.toArray(Column[]::new));
    }

    private Column isSameVersion() {
        return spec.keyFields().stream()
                .map(field -> field.col().equalTo(old(field)))
                .reduce(Column::and)
                .orElseThrow();
    }

    /** Whether the source has or corrects a version, unless both have the same content. Then the table's row is kept. */
    private Column isFromSource() {
        List<Field<?>> order = new ArrayList<>(settings.latestOrder(spec));
        if (!settings.latestBy().isEmpty()) {
            // All other fields break ties.
            contentFields()
                    .filter(field -> ComparableValues.isOrderable(field.type().sparkType()))
                    .forEach(order::add);
        }
        // Of a version, fields that are not tracked are corrected, too.
        Column differs =
                not(content(allContentFields(), Field::col).eqNullSafe(content(allContentFields(), Timeline::old)));
        Column isLater = order.isEmpty()
                ? lit(true)
                : not(RowUpdate.ordered(order, Timeline::old).gt(RowUpdate.ordered(order, Field::col)));
        return coalesce(col(IN_SOURCE), lit(false))
                .and(col(FileColumn.NAME).isNull().or(differs.and(isLater)));
    }

    private Dataset<Row> withEnds(Dataset<Row> versions, Optional<Dataset<Row>> ends) {
        Column shown = collect_set(END).over(Window.partitionBy(entity()));
        if (ends.isEmpty()) {
            return versions.withColumn(ENDS, shown);
        }
        // An entity that has no versions gets a row without one.
        return versions.join(ends.get(), names(), "full_outer")
                .withColumn(ENDS, array_union(shown, coalesce(col(ENDS), array().cast(endsType()))));
    }

    private DataType endsType() {
        return DataTypes.createArrayType(validity().from().type().sparkType());
    }

    /** Which versions there are: those that differ from the one before, or begin after an end. */
    private Dataset<Row> withKept(Dataset<Row> versions) {
        WindowSpec inOrder = Window.partitionBy(entity()).orderBy(from());
        Column isFirst = row_number().over(inOrder).equalTo(1);
        Column saysTheSame = lag(content(Field::col), 1).over(inOrder).eqNullSafe(content(Field::col));
        Column lastEnd = array_max(Elements.where(col(ENDS), end -> end.leq(from())));
        Column isAfterEnd = coalesce(lastEnd.geq(lag(from(), 1).over(inOrder)), lit(false));
        Column isEnded = coalesce(array_contains(col(ENDS), from()), lit(false));
        Column next = first(when(col(KEPT), from()), true).over(inOrder.rowsBetween(1, Window.unboundedFollowing()));
        Column nextEnd = array_min(Elements.where(col(ENDS), end -> end.gt(from())));
        Column to = validity().to().col();
        return versions.withColumn(
                        KEPT,
                        from().isNotNull()
                                .and(not(isEnded))
                                .and(isFirst.or(not(saysTheSame)).or(isAfterEnd)))
                .withColumn(REPEATS, from().isNotNull().and(not(isEnded)).and(not(col(KEPT))))
                .withColumn(validity().to().name(), least(next, nextEnd))
                .withColumn(validity().isCurrent().name(), to.isNull())
                .withColumn(
                        HIDDEN_ENDS,
                        array_except(col(ENDS), collect_set(when(col(KEPT), to)).over(Window.partitionBy(entity()))));
    }

    /** Corrects the fields that are not tracked: they are those of the last event in the time of a version. */
    private Dataset<Row> corrected(Dataset<Row> versions) {
        List<Field<?>> corrected = given.stream()
                .filter(field -> !settings.tracked().isEmpty()
                        && !settings.tracked().contains(field)
                        && !isOfVersion(field)
                        && !settings.latestBy().contains(field))
                .toList();
        if (corrected.isEmpty()) {
            return versions;
        }
        WindowSpec inOrder = Window.partitionBy(entity()).orderBy(from());
        Column values = struct(Fields.columns(corrected));
        Column isEvent = coalesce(col(IS_EVENT), lit(false)).and(not(array_contains(col(ENDS), from())));
        Map<String, Column> columns = new LinkedHashMap<>();
        corrected.forEach(field -> columns.put(
                field.name(),
                when(col(LAST).isNotNull(), col(LAST).getField(field.name())).otherwise(field.col())));
        return versions.withColumn(
                        RUN,
                        sum(when(col(KEPT), lit(1)).otherwise(lit(0)))
                                .over(inOrder.rowsBetween(Window.unboundedPreceding(), Window.currentRow())))
                .withColumn(
                        LAST,
                        last(when(isEvent, values), true)
                                .over(Window.partitionBy(columnsWith(RUN))
                                        .orderBy(from())
                                        .rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing())))
                .withColumns(columns);
    }

    private Column[] columnsWith(String name) {
        return Stream.concat(Stream.of(entity()), Stream.of(col(name))).toArray(Column[]::new);
    }

    private Dataset<Row> withStates(Dataset<Row> versions) {
        Column differs = Conditions.any(given.stream()
                .map(field -> not(ComparableValues.of(field.col(), field.type().sparkType())
                        .eqNullSafe(ComparableValues.of(old(field), field.type().sparkType()))))
                .toList());
        Column isOld = col(FileColumn.NAME).isNotNull();
        // The condition grows with the number of fields, so it is computed once for all of them.
        return versions.withColumn(KEY_ROWS, count(lit(1)).over(Window.partitionBy(Fields.columns(spec.keyFields()))))
                .withColumn(
                        STATE,
                        when(not(isOld), when(col(KEPT), lit(NEW)).otherwise(lit(SAME)))
                                .when(not(col(KEPT)), lit(REMOVED))
                                .when(differs, lit(CHANGED))
                                .otherwise(lit(SAME)));
    }

    /** The content of a version, from its values: what makes it another one than the version before. */
    private Column content(Function<Field<?>, Column> value) {
        return content(contentFields(), value);
    }

    private static Column content(Stream<Field<?>> fields, Function<Field<?>, Column> value) {
        Column[] columns = fields.map(field -> ComparableValues.of(
                                value.apply(field), field.type().sparkType())
                        .as(field.name()))
                .toArray(Column[]::new);
        return columns.length == 0 ? lit(1) : struct(columns);
    }

    private Stream<Field<?>> contentFields() {
        return allContentFields()
                .filter(field ->
                        settings.tracked().isEmpty() || settings.tracked().contains(field));
    }

    private Stream<Field<?>> allContentFields() {
        return given.stream()
                .filter(field -> !isOfVersion(field) && !settings.latestBy().contains(field))
                .filter(field -> !settings.ignored().contains(field));
    }

    /** Whether a field says which version a row is, or when it is valid. */
    private boolean isOfVersion(Field<?> field) {
        return field == validity().to() || field == validity().isCurrent() || spec.isImpliedByKey(field);
    }
}
