package io.lakehouse.delta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows of an upsert, pinned so that every pass and every attempt sees the same ones, and what one pass over them
 * told: whether their keys are sound, and the literals that bound the part of the table they can touch.
 */
final class UpsertSource {

    private static final String ROWS = "__rows";
    private static final String CHECK = "__check";
    /** Where the counts of failed checks begin among the facts; the bounds come after them. */
    private static final int CHECKS = 6;

    private static final Set<DataType> RANGE_TYPES = Set.of(
            DataTypes.StringType,
            DataTypes.TimestampType,
            DataTypes.DateType,
            DataTypes.IntegerType,
            DataTypes.LongType);

    private final Dataset<Row> rows;
    private final long rowCount;
    private final long superseded;
    private final Scope scope;

    private UpsertSource(Dataset<Row> rows, long rowCount, long superseded, Scope scope) {
        this.rows = rows;
        this.rowCount = rowCount;
        this.superseded = superseded;
        this.scope = scope;
    }

    /**
     * Checks the rows, which the caller has persisted.
     *
     * @throws InvalidKeyException if a key is NULL, or if rows share one and {@code latestBy} is empty
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule
     */
    static UpsertSource of(Dataset<Row> pinned, TableSpec spec, List<Field<?>> latestBy) {
        List<Field<?>> bounded = boundedFields(spec);
        Row facts = facts(pinned, spec, bounded);
        long rowCount = facts.isNullAt(0) ? 0 : facts.getLong(0);
        if (rowCount == 0) {
            return new UpsertSource(pinned, 0, 0, new Scope(List.of()));
        }
        if (facts.getLong(1) > 0) {
            throw DeltaErrors.nullKeys(spec, facts.getLong(1));
        }
        RowChecks.require("upsert into", spec, facts, CHECKS);
        long keys = facts.getLong(2);
        boolean hasDuplicates = keys < rowCount;
        if (hasDuplicates && latestBy.isEmpty()) {
            throw DeltaErrors.duplicateKeys(spec, facts.getLong(3), facts.getLong(4), "(" + facts.getString(5) + ")");
        }
        Dataset<Row> distinct = hasDuplicates ? latest(pinned, spec, latestBy) : pinned;
        return new UpsertSource(distinct, keys, rowCount - keys, scope(spec, bounded, facts));
    }

    /** The fields whose literals bound the target: those that rows of one key cannot differ in. */
    private static List<Field<?>> boundedFields(TableSpec spec) {
        Set<Field<?>> bounded = new LinkedHashSet<>();
        spec.partitionFields().stream().filter(spec::isImpliedByKey).forEach(bounded::add);
        spec.keyFields().stream()
                .filter(field -> RANGE_TYPES.contains(field.type().sparkType()))
                .forEach(bounded::add);
        return List.copyOf(bounded);
    }

    private static Row facts(Dataset<Row> pinned, TableSpec spec, List<Field<?>> bounded) {
        Set<Field<?>> groups = new LinkedHashSet<>(spec.keyFields());
        groups.addAll(bounded);
        Column hasNull = spec.keyFields().stream()
                .map(field -> field.col().isNull())
                .reduce(Column::or)
                .orElseThrow();
        Column isShared = col(ROWS).gt(1);
        Column key = concat_ws(
                ", ",
                spec.keyFields().stream()
                        .map(field -> field.col().cast(DataTypes.StringType))
                        .toArray(Column[]::new));
        List<Column> aggregates = new ArrayList<>(List.of(
                sum(when(hasNull, col(ROWS)).otherwise(0)),
                count(lit(1)),
                coalesce(sum(when(isShared, col(ROWS))), lit(0L)),
                count(when(isShared, lit(1))),
                min(when(isShared, key))));
        List<Column> checks = RowChecks.counts(spec);
        List<Column> ofOneKey = new ArrayList<>();
        for (int index = 0; index < checks.size(); index++) {
            ofOneKey.add(checks.get(index).as(CHECK + index));
            aggregates.add(sum(col(CHECK + index)));
        }
        for (Field<?> field : bounded) {
            aggregates.addAll(
                    spec.partitionFields().contains(field)
                            ? List.of(collect_set(struct(field.col())))
                            : List.of(min(field.col()), max(field.col())));
        }
        return pinned.groupBy(Fields.columns(groups))
                .agg(count(lit(1)).as(ROWS), ofOneKey.toArray(Column[]::new))
                .agg(sum(col(ROWS)), aggregates.toArray(Column[]::new))
                .first();
    }

    /** One row a key: the greatest by the given fields, ties broken by all others, so that the choice is the same always. */
    private static Dataset<Row> latest(Dataset<Row> pinned, TableSpec spec, List<Field<?>> latestBy) {
        Set<Field<?>> order = new LinkedHashSet<>(latestBy);
        order.addAll(spec.fields());
        Column[] descending =
                order.stream().map(field -> field.col().desc_nulls_last()).toArray(Column[]::new);
        String rank = "__rank";
        return pinned.withColumn(
                        rank,
                        row_number()
                                .over(Window.partitionBy(Fields.columns(spec.keyFields()))
                                        .orderBy(descending)))
                .filter(col(rank).equalTo(1))
                .drop(rank);
    }

    private static Scope scope(TableSpec spec, List<Field<?>> bounded, Row facts) {
        List<Scope.Bound> bounds = new ArrayList<>();
        int position = CHECKS + RowChecks.counts(spec).size();
        for (Field<?> field : bounded) {
            bounds.add(
                    spec.partitionFields().contains(field)
                            ? oneOf(spec, field, facts.getList(position++))
                            : new Scope.Between(field, facts.get(position++), facts.get(position++)));
        }
        return new Scope(bounds);
    }

    private static Scope.OneOf oneOf(TableSpec spec, Field<?> field, Collection<Row> wrapped) {
        List<Object> values = new ArrayList<>();
        wrapped.stream().filter(value -> !value.isNullAt(0)).forEach(value -> values.add(value.get(0)));
        PartitionValues.requireStorable(spec.name(), field, values);
        return new Scope.OneOf(field, values, values.size() < wrapped.size());
    }

    /** One row a key. */
    Dataset<Row> rows() {
        return rows;
    }

    /** How many keys there are. */
    long rowCount() {
        return rowCount;
    }

    /** How many rows lost to a later one of their key. */
    long superseded() {
        return superseded;
    }

    /** Holds for every row of the table that may have one of the keys. */
    Scope scope() {
        return scope;
    }
}
