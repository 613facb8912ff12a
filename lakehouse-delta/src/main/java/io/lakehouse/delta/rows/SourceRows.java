package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.lakehouse.core.error.SchemaMismatchException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.SchemaEvolution;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.TableColumn;
import io.lakehouse.delta.log.TableColumns;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.CharColumns;
import io.lakehouse.delta.spark.PinnedRows;
import io.lakehouse.delta.spark.Queries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** Conforms the rows that a caller passes to a verb to the table's spec, or rejects them before any data is read. */
public final class SourceRows {

    /** The name prefix of the source's columns while they are matched, because their own names may be ambiguous. */
    private static final String POSITION = "__lakehouse_at_";

    private final String verb;
    private final TableLog table;
    private final TableSpec spec;
    private final TableColumns columns;
    private final StructField[] source;
    private final boolean isCaseSensitive;
    private final FeedColumns feed;
    private final List<String> problems = new ArrayList<>();
    private final List<String> surplus = new ArrayList<>();

    private SourceRows(String verb, TableLog table, Dataset<Row> source, FeedColumns feed) {
        this.feed = feed;
        this.verb = verb;
        this.table = table;
        this.spec = table.spec();
        this.columns = table.columns();
        this.source = source.schema().fields();
        this.isCaseSensitive = Queries.isCaseSensitive(source.sparkSession());
    }

    /**
     * Rows that fit the table.
     *
     * @param given the fields of the spec that they come with, in the spec's order; the table itself fills the others
     */
    public record Conforming(Dataset<Row> rows, List<Field<?>> given) {}

    /**
     * The rows with columns of the spec only, in its order and under the table's names. Derived fields are computed in
     * the session of the verbs, whichever session the rows come from, because their values depend on its time zone.
     *
     * @param casts whether to cast values that fit exactly, beyond types that hold all values of the source's type
     * @throws SchemaMismatchException if a column is missing, not in the spec, duplicated or of another type
     */
    public static Conforming conform(String verb, TableLog table, Dataset<Row> source, boolean casts) {
        return conform(verb, table, source, casts, FeedColumns.NONE);
    }

    /** Like {@link #conform(String, TableLog, Dataset, boolean)}, with the columns of a change feed. */
    public static Conforming conform(
            String verb, TableLog table, Dataset<Row> source, boolean casts, FeedColumns feed) {
        return table.inSession(
                verb, "analyse the source", () -> new SourceRows(verb, table, source, feed).conform(source, casts));
    }

    private Conforming conform(Dataset<Row> rows, boolean casts) {
        Map<Field<?>, Integer> positions = positions();
        Dataset<Row> matched = Queries.in(table.verbSession(), matched(rows, positions, casts));
        List<Field<?>> given = new ArrayList<>(positions.keySet());
        given.removeAll(feed.fields());
        for (Field<?> field : feed.optional()) {
            if (!given.contains(field) && !isFilledByTable(field)) {
                matched = matched.withColumn(columns.of(field).name(), lit(null).cast(typeOf(field)));
                given.add(field);
            }
        }
        if (problems.isEmpty()) {
            matched = withFeed(matched);
        }
        given.removeAll(feed.filled().keySet());
        given.addAll(feed.filled().keySet());
        for (Field<?> field : sourcesFirst(spec.fields())) {
            boolean isDerived = field.derivedFrom().map(given::contains).orElse(false);
            boolean isChecked =
                    given.contains(field) && columns.of(field).generation().isPresent();
            if (isDerived && !isChecked && problems.isEmpty()) {
                matched = matched.withColumn(
                        columns.of(field).name(), field.derivation().orElseThrow());
            }
            if (isDerived && !given.contains(field)) {
                given.add(field);
            } else if (!given.contains(field) && !feed.isPartial() && isGeneratedFrom(given, field)) {
                if (problems.isEmpty()) {
                    matched = matched.withColumn(
                            columns.of(field).name(),
                            columns.of(field).generation().orElseThrow());
                }
                given.add(field);
            } else if (!given.contains(field) && !isFilledByTable(field)) {
                problems.add("column " + field.name() + " is missing");
            }
        }
        problems.addAll(surplus);
        if (!problems.isEmpty()) {
            throw RowErrors.rowsDoNotFit(verb, spec.name(), String.join("; ", problems));
        }
        List<Field<?>> ordered = spec.fields().stream().filter(given::contains).toList();
        Map<String, Integer> blankFilled = CharColumns.lengths(columns.schema());
        List<Column> selected = new ArrayList<>();
        for (Field<?> field : ordered) {
            TableColumn column = columns.of(field);
            selected.add(
                    blankFilled.containsKey(column.name())
                            ? CharColumns.asStored(column.col(), blankFilled.get(column.name()))
                                    .as(column.name())
                            : column.col());
        }
        feed.computed().keySet().forEach(name -> selected.add(col(name)));
        return new Conforming(matched.select(selected.toArray(Column[]::new)), ordered);
    }

    private Dataset<Row> withFeed(Dataset<Row> rows) {
        Dataset<Row> complete = rows;
        for (Map.Entry<String, Column> computed : feed.computed().entrySet()) {
            complete = complete.withColumn(computed.getKey(), computed.getValue());
        }
        for (Map.Entry<Field<?>, Column> filled : feed.filled().entrySet()) {
            complete = complete.withColumn(columns.of(filled.getKey()).name(), filled.getValue());
        }
        return complete;
    }

    /**
     * Computes the rows once and keeps them.
     *
     * @param verb the verb in messages
     * @param label the verb in the labels of Spark's jobs
     * @param session the session that the rows come from
     */
    public static PinnedRows pin(
            String verb, String label, TableLog table, Conforming conforming, SparkSession session) {
        return ExactCasts.translating(
                verb,
                table.name(),
                () -> table.inSession(label, "check the source", () -> PinnedRows.of(conforming.rows(), session)));
    }

    /** Whether the table computes a field from columns that the rows come with. */
    private boolean isGeneratedFrom(List<Field<?>> given, Field<?> field) {
        return columns.find(field.name())
                .flatMap(TableColumn::generation)
                .map(Fields::readBy)
                .filter(read ->
                        read.stream().allMatch(name -> Fields.find(given, name).isPresent()))
                .isPresent();
    }

    /** Rejects rows without fields that a verb needs, and fields that it needs and the table has with a wider type. */
    public static void requireGiven(String verb, TableLog table, Conforming rows, List<Field<?>> needed) {
        List<Field<?>> missing =
                needed.stream().filter(field -> !rows.given().contains(field)).toList();
        if (!missing.isEmpty()) {
            throw RowErrors.notGiven(verb, table.name(), Fields.names(missing));
        }
        for (Field<?> field : needed) {
            DataType stored = table.columns().of(field).type();
            if (!DataType.equalsIgnoreNullability(stored, field.type().sparkType())) {
                throw RowErrors.widened(verb, table.name(), field, stored);
            }
        }
    }

    /** Whether the table has values for rows that come without a field. The verbs need the key and the partition. */
    private boolean isFilledByTable(Field<?> field) {
        return columns.of(field).hasOwnValue()
                && !spec.keyFields().contains(field)
                && !spec.partitionFields().contains(field)
                && spec.qualityRules().isEmpty();
    }

    /** The column of each field that the source has. */
    private Map<Field<?>, Integer> positions() {
        Map<Field<?>, Integer> positions = new LinkedHashMap<>();
        Set<Integer> unmatched = new HashSet<>();
        IntStream.range(0, source.length).forEach(unmatched::add);
        List<Field<?>> fields = new ArrayList<>(spec.fields());
        fields.addAll(feed.fields());
        for (Field<?> field : fields) {
            List<Integer> matching = unmatched.stream()
                    .filter(at -> isOf(source[at].name(), field))
                    .toList();
            unmatched.removeAll(matching);
            if (matching.size() > 1) {
                problems.add("column " + field.name() + " occurs twice");
            } else if (matching.size() == 1) {
                positions.put(field, matching.get(0));
            } else if (!spec.fields().contains(field)) {
                problems.add("column " + field.name() + " of the change feed is missing");
            }
        }
        unmatched.stream().sorted().forEach(at -> surplus.add("column " + source[at].name() + " is not in the spec"));
        return positions;
    }

    private boolean isOf(String column, Field<?> field) {
        return isCaseSensitive ? field.name().equals(column) : field.isNamed(column);
    }

    /** The matched columns with the types and the names of the table's. Casts mean what they mean to the source. */
    private Dataset<Row> matched(Dataset<Row> rows, Map<Field<?>, Integer> positions, boolean casts) {
        positions.keySet().stream()
                .filter(spec.fields()::contains)
                .forEach(field -> refuseIdentity(columns.of(field), field));
        if (fitsAsItIs(positions)) {
            // Each step of a plan is analysed anew.
            return rows;
        }
        Dataset<Row> numbered = rows.toDF(
                IntStream.range(0, source.length).mapToObj(at -> POSITION + at).toArray(String[]::new));
        List<Column> selected = new ArrayList<>();
        positions.forEach((field, at) -> {
            String name = nameOf(field);
            DataType given = source[at].dataType();
            DataType expected = typeOf(field);
            Optional<Column> value = Widening.of(col(POSITION + at), given, expected);
            if (value.isEmpty() && casts) {
                value = ExactCasts.of(POSITION + at, given, expected, field.name(), rowText());
            }
            value.ifPresentOrElse(
                    each -> selected.add(each.as(name)),
                    () -> problems.add("column " + field.name() + " is " + given.catalogString() + ", the spec says "
                            + field.type().sparkType().catalogString()));
        });
        return numbered.select(selected.toArray(Column[]::new));
    }

    private String nameOf(Field<?> field) {
        return spec.fields().contains(field) ? columns.of(field).name() : field.name();
    }

    /** The type of a field, or a wider one of the table. */
    private DataType typeOf(Field<?> field) {
        DataType declared = field.type().sparkType();
        if (spec.evolution() != SchemaEvolution.ADD_AND_WIDEN_COLUMNS
                || !spec.fields().contains(field)) {
            return declared;
        }
        DataType stored = columns.of(field).type();
        return DataType.equalsIgnoreNullability(stored, declared) ? declared : stored;
    }

    /** Whether the source has the table's names and the spec's types, and no other columns. */
    private boolean fitsAsItIs(Map<Field<?>, Integer> positions) {
        return problems.isEmpty()
                && surplus.isEmpty()
                && positions.entrySet().stream().allMatch(each -> {
                    StructField given = source[each.getValue()];
                    return given.name().equals(nameOf(each.getKey()))
                            && DataType.equalsIgnoreNullability(given.dataType(), typeOf(each.getKey()));
                });
    }

    /** A number that the table gives is never changed, and is a key at most if the table alone gives it. */
    private void refuseIdentity(TableColumn column, Field<?> field) {
        boolean isRefused = column.isAlwaysIdentity() || (column.isIdentity() && spec.isKeyed());
        if (isRefused && !spec.keyFields().contains(field)) {
            problems.add("column " + field.name() + " is an identity column, in which the table numbers its rows: leave"
                    + " it out");
        }
    }

    private Column rowText() {
        return to_json(struct(IntStream.range(0, source.length)
                .mapToObj(at -> col(POSITION + at).as(source[at].name()))
                .toArray(Column[]::new)));
    }

    /** The fields, each after the field that it is derived from. */
    public static List<Field<?>> sourcesFirst(List<Field<?>> fields) {
        List<Field<?>> ordered = new ArrayList<>(fields);
        ordered.sort(Comparator.comparingInt(SourceRows::depth));
        return ordered;
    }

    private static int depth(Field<?> field) {
        return field.derivedFrom().map(source -> 1 + depth(source)).orElse(0);
    }
}
