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
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an upsert, pinned so that every pass and every attempt sees the same ones, and what one pass over them
 * told: whether they may be written, and the literals that bound the part of the table they can touch.
 */
final class UpsertSource {

    /** The column of {@link #ranked} that is 1 for the row of a key that counts, and greater for those it supersedes. */
    static final String RANK = "__rank";

    /** Where the counts of failed checks begin among the facts; the bounds come after them. */
    private static final int CHECKS = 2;

    private static final Set<DataType> RANGE_TYPES = Set.of(
            DataTypes.StringType,
            DataTypes.TimestampType,
            DataTypes.DateType,
            DataTypes.IntegerType,
            DataTypes.LongType);

    private final Dataset<Row> pinned;
    private final TableSpec spec;
    private final List<Field<?>> latestBy;
    private final long rowCount;
    private final Scope scope;
    private @Nullable Boolean hasUniqueKeys;

    private UpsertSource(Dataset<Row> pinned, TableSpec spec, List<Field<?>> latestBy, long rowCount, Scope scope) {
        this.pinned = pinned;
        this.spec = spec;
        this.latestBy = latestBy;
        this.rowCount = rowCount;
        this.scope = scope;
    }

    /**
     * Checks the rows, which the caller has persisted.
     *
     * @param matchedBy those of the key fields that rows of the table are looked up by
     * @throws InvalidKeyException if a key is NULL
     * @throws MissingValueException if a required field is NULL in some row
     * @throws RuleViolationException if a row violates a quality rule
     */
    static UpsertSource of(
            String verb, Dataset<Row> pinned, TableSpec spec, List<Field<?>> matchedBy, List<Field<?>> latestBy) {
        List<Field<?>> bounded = boundedFields(spec, matchedBy);
        Row facts = facts(pinned, spec, bounded);
        if (facts.getLong(1) > 0) {
            throw DeltaErrors.nullKeys(verb, spec, facts.getLong(1), nullKey(pinned, spec));
        }
        RowChecks.require(verb, spec, facts, CHECKS);
        long rowCount = facts.getLong(0);
        Scope scope = rowCount == 0 ? new Scope(List.of()) : scope(spec, bounded, facts);
        return new UpsertSource(pinned, spec, latestBy, rowCount, scope);
    }

    /** The fields whose literals bound the target: those that rows which match cannot differ in. */
    private static List<Field<?>> boundedFields(TableSpec spec, List<Field<?>> matchedBy) {
        Set<Field<?>> bounded = new LinkedHashSet<>();
        spec.partitionFields().stream()
                .filter(field -> field.isImpliedBy(matchedBy))
                .forEach(bounded::add);
        matchedBy.stream()
                .filter(field -> RANGE_TYPES.contains(field.type().sparkType()))
                .forEach(bounded::add);
        return List.copyOf(bounded);
    }

    private static Column hasNullKey(TableSpec spec) {
        return spec.keyFields().stream()
                .map(field -> field.col().isNull())
                .reduce(Column::or)
                .orElseThrow();
    }

    /** The least of the keys with a NULL. */
    private static String nullKey(Dataset<Row> rows, TableSpec spec) {
        return "("
                + rows.filter(hasNullKey(spec)).agg(min(keyText(spec))).first().getString(0) + ")";
    }

    private static Column keyText(TableSpec spec) {
        return concat_ws(
                ", ",
                spec.keyFields().stream()
                        .map(field -> coalesce(field.col().cast(DataTypes.StringType), lit("NULL")))
                        .toArray(Column[]::new));
    }

    private static Row facts(Dataset<Row> pinned, TableSpec spec, List<Field<?>> bounded) {
        List<Column> aggregates = new ArrayList<>(List.of(count(when(hasNullKey(spec), lit(1)))));
        aggregates.addAll(RowChecks.counts(spec));
        for (Field<?> field : bounded) {
            aggregates.addAll(
                    spec.partitionFields().contains(field)
                            ? List.of(collect_set(struct(field.col())))
                            : List.of(min(field.col()), max(field.col())));
        }
        return pinned.agg(count(lit(1)), aggregates.toArray(Column[]::new)).first();
    }

    private static Scope scope(TableSpec spec, List<Field<?>> bounded, Row facts) {
        List<Scope.Bound> bounds = new ArrayList<>();
        int position = CHECKS + RowChecks.counts(spec).size();
        for (Field<?> field : bounded) {
            bounds.add(
                    spec.partitionFields().contains(field)
                            ? oneOf(field, facts.getList(position++))
                            : new Scope.Between(field, facts.get(position++), facts.get(position++)));
        }
        return new Scope(bounds);
    }

    private static Scope.OneOf oneOf(Field<?> field, Collection<Row> wrapped) {
        List<Object> values = new ArrayList<>();
        wrapped.stream().filter(value -> !value.isNullAt(0)).forEach(value -> values.add(value.get(0)));
        return new Scope.OneOf(field, values, values.size() < wrapped.size());
    }

    /**
     * The rows with their {@link #RANK} among those of the same key: the greatest by the given fields first, ties broken
     * by all others, so that the choice is the same always. Without such fields any row beyond the first is an error.
     */
    Dataset<Row> ranked() {
        // A window has to have an order, and all rows of a key are equal by the key.
        Column[] descending = (order().isEmpty() ? spec.keyFields() : order())
                .stream().map(field -> field.col().desc_nulls_last()).toArray(Column[]::new);
        return pinned.withColumn(
                RANK,
                row_number()
                        .over(Window.partitionBy(Fields.columns(spec.keyFields()))
                                .orderBy(descending)));
    }

    /** The rows as {@link #ranked} returns them if no two share a key. */
    Dataset<Row> unranked() {
        return pinned.withColumn(RANK, lit(1));
    }

    /** Whether no two rows share a key; looked at once, whatever the attempts. */
    boolean hasUniqueKeys() {
        if (hasUniqueKeys == null) {
            hasUniqueKeys =
                    pinned.select(Fields.columns(spec.keyFields())).distinct().count() == rowCount;
        }
        return hasUniqueKeys;
    }

    /** The order in which rows of a key are chosen; empty if there must be one only. */
    List<Field<?>> order() {
        Set<Field<?>> order = new LinkedHashSet<>(latestBy);
        if (!latestBy.isEmpty()) {
            spec.fields().stream()
                    .filter(field -> RowOrdering.isOrderable(field.type().sparkType()))
                    .forEach(order::add);
        }
        order.removeAll(spec.keyFields());
        return List.copyOf(order);
    }

    /** Whether one of several rows of a key is chosen; otherwise they are {@link #duplicates() an error}. */
    boolean choosesLatest() {
        return !latestBy.isEmpty();
    }

    /** What is wrong with rows that share a key when none is to be chosen. */
    InvalidKeyException duplicates() {
        return duplicates("upsert into", pinned, spec, ", or declare an order with latestBy(...)")
                .orElseThrow();
    }

    /**
     * What is wrong with rows that share a key, if there are such.
     *
     * @param remedy what the caller can do besides removing them; may be empty
     */
    static Optional<InvalidKeyException> duplicates(String verb, Dataset<Row> rows, TableSpec spec, String remedy) {
        String times = "__rows";
        Row shared = rows.groupBy(Fields.columns(spec.keyFields()))
                .agg(count(lit(1)).as(times))
                .filter(col(times).gt(1))
                .agg(count(lit(1)), sum(col(times)), min(keyText(spec)))
                .first();
        return shared.getLong(0) == 0
                ? Optional.empty()
                : Optional.of(DeltaErrors.duplicateKeys(
                        verb, spec, shared.getLong(1), shared.getLong(0), "(" + shared.getString(2) + ")", remedy));
    }

    /** How many rows there are. */
    long rowCount() {
        return rowCount;
    }

    /** Holds for every row of the table that may have one of the keys. */
    Scope scope() {
        return scope;
    }
}
