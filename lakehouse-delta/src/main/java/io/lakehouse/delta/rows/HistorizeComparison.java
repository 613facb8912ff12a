package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.spark.ComparableValues;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Compares the row versions of a source with those in one version of the table. The result is pinned until this is
 * closed.
 */
final class HistorizeComparison implements AutoCloseable {

    private static final String VERB = "historize";

    private static final String OLD = RowImages.OLD;
    private static final String IN_SOURCE = "__lakehouse_in_source";
    private static final String KEPT = "__lakehouse_kept";
    /** The number of rows with the same key. More than one means that the table contains a version twice. */
    private static final String KEY_ROWS = "__lakehouse_key_rows";

    private static final String STATE = "__lakehouse_state";
    private static final String NEW = "new";
    private static final String CHANGED = "changed";
    private static final String REMOVED = "removed";
    private static final String SAME = "same";

    private final TableLog table;
    private final Validity validity;
    private final List<Field<?>> ignored;
    private final List<Field<?>> given;
    private final DeltaTransaction transaction;
    private final List<DataFile> candidates;
    private final PinnedRows timeline;
    private final Counts counts;

    /**
     * Compares the source with the transaction's version of the table.
     *
     * @param ignored fields whose change alone does not make a new version
     * @throws InvalidKeyException if the table has several rows with the same key for an entity in the source
     */
    HistorizeComparison(
            TableLog table,
            Validity validity,
            List<Field<?>> ignored,
            KeyedSource source,
            DeltaTransaction transaction) {
        this.table = table;
        this.validity = validity;
        this.ignored = ignored;
        this.given = source.given();
        this.transaction = transaction;
        this.candidates =
                table.inSession(VERB, "find files", () -> source.scope().filesOf(transaction));
        Dataset<Row> present =
                transaction.readWithFiles(candidates).filter(source.scope().toColumn());
        this.timeline = table.inSession(VERB, "find changes", () -> PinnedRows.of(timeline(source.rows(), present)));
        try {
            this.counts = table.inSession(VERB, "find changes", this::counted);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The number of versions to add, change and remove, and the files with a version to change or remove. */
    record Counts(long added, long changed, long removed, Set<Long> touchedFiles) {

        static final Counts NONE = new Counts(0, 0, 0, Set.of());

        boolean isUnchanged() {
            return added == 0 && changed == 0 && removed == 0;
        }
    }

    private Counts counted() {
        Map<String, Long> versions = new HashMap<>();
        Set<Long> touched = new HashSet<>();
        List<Row> states = timeline.rows()
                .groupBy(STATE)
                .agg(count(lit(1)), collect_set(FileColumn.NAME), max(KEY_ROWS))
                .collectAsList();
        for (Row state : states) {
            if (state.getLong(3) > 1) {
                Dataset<Row> found = timeline.rows().filter(col(FileColumn.NAME).isNotNull());
                throw RowErrors.duplicateKeysInTable(
                        VERB,
                        table.spec(),
                        KeyChecks.shared(found, table.spec()).orElseThrow());
            }
            versions.put(state.getString(0), state.getLong(1));
            if (state.getString(0).equals(CHANGED) || state.getString(0).equals(REMOVED)) {
                touched.addAll(state.getList(2));
            }
        }
        return new Counts(
                versions.getOrDefault(NEW, 0L),
                versions.getOrDefault(CHANGED, 0L),
                versions.getOrDefault(REMOVED, 0L),
                touched);
    }

    Counts counts() {
        return counts;
    }

    /** The files with a version that ends, changes or is removed. */
    List<DataFile> touchedFiles() {
        return transaction.named(candidates, counts.touchedFiles());
    }

    /**
     * All versions, from the table and from the source, of every entity in the source, with the values that they should
     * have. Each comes with its {@link #STATE} and the file that it is in.
     */
    private Dataset<Row> timeline(Dataset<Row> source, Dataset<Row> present) {
        Column[] entity = Fields.columns(validity.entityFields(table.spec()));
        List<Column> old = new ArrayList<>(RowImages.asOld(transaction));
        old.add(col(FileColumn.NAME));
        Dataset<Row> existing = present.join(
                        source.select(entity).distinct(),
                        Fields.names(validity.entityFields(table.spec())).toArray(String[]::new),
                        "left_semi")
                .select(old.toArray(Column[]::new));
        Dataset<Row> matched = source.withColumn(IN_SOURCE, lit(true)).join(existing, sameVersion(), "full_outer");
        // The source corrects a version of the table, unless both have the same content. Then the table's row is kept.
        Column isFromSource = coalesce(col(IN_SOURCE), lit(false))
                .and(col(FileColumn.NAME)
                        .isNull()
                        .or(not(content(Field::col).eqNullSafe(content(HistorizeComparison::old)))));
        List<Column> columns = new ArrayList<>();
        given.forEach(field -> columns.add(
                when(col(IN_SOURCE), field.col()).otherwise(old(field)).as(field.name())));
        RowImages.oldColumns(transaction).forEach(columns::add);
        columns.add(col(FileColumn.NAME));
        WindowSpec versions = Window.partitionBy(entity).orderBy(validity.from().col());
        Column isFirst = row_number().over(versions).equalTo(1);
        Column saysTheSame = lag(content(Field::col), 1).over(versions).eqNullSafe(content(Field::col));
        Column next = first(when(col(KEPT), validity.from().col()), true)
                .over(versions.rowsBetween(1, Window.unboundedFollowing()));
        Column differs = Conditions.any(given.stream()
                .map(field -> not(ComparableValues.of(field.col(), field.type().sparkType())
                        .eqNullSafe(ComparableValues.of(old(field), field.type().sparkType()))))
                .toList());
        Column isOld = col(FileColumn.NAME).isNotNull();
        // The condition grows with the number of fields, so it is computed once for all of them.
        return matched.withColumn(IN_SOURCE, isFromSource)
                .select(columns.toArray(Column[]::new))
                .withColumn(
                        KEY_ROWS,
                        count(lit(1))
                                .over(Window.partitionBy(
                                        Fields.columns(table.spec().keyFields()))))
                .withColumn(KEPT, isFirst.or(not(saysTheSame)))
                .withColumn(validity.to().name(), next)
                .withColumn(validity.isCurrent().name(), validity.to().col().isNull())
                .withColumn(
                        STATE,
                        when(not(isOld), when(col(KEPT), lit(NEW)).otherwise(lit(SAME)))
                                .when(not(col(KEPT)), lit(REMOVED))
                                .when(differs, lit(CHANGED))
                                .otherwise(lit(SAME)));
    }

    private Column sameVersion() {
        return table.spec().keyFields().stream()
                .map(field -> field.col().equalTo(old(field)))
                .reduce(Column::and)
                .orElseThrow();
    }

    private static Column old(Field<?> field) {
        return Fields.column(OLD + field.name());
    }

    /** The content of a version, from its values. */
    private Column content(Function<Field<?>, Column> value) {
        Column[] columns = given.stream()
                .filter(field -> field != validity.to() && field != validity.isCurrent())
                .filter(field -> !table.spec().isImpliedByKey(field) && !ignored.contains(field))
                .map(field -> ComparableValues.of(
                                value.apply(field), field.type().sparkType())
                        .as(field.name()))
                .toArray(Column[]::new);
        return columns.length == 0 ? lit(1) : struct(columns);
    }

    /**
     * The rows that replace {@link #touchedFiles()}: new and changed versions, and the unchanged rows of these files.
     */
    ArrangedRows arranged() {
        List<DataFile> touched = touchedFiles();
        RowImages images = RowImages.of(transaction, given, !touched.isEmpty());
        Column change = when(col(STATE).equalTo(NEW), lit(RowImages.INSERT))
                .when(col(STATE).equalTo(CHANGED), lit(RowImages.UPDATE))
                .otherwise(lit(RowImages.DELETE));
        Column isMerged = images.needsDeletedRows()
                ? col(STATE).notEqual(SAME)
                : col(STATE).isin(NEW, CHANGED);
        Dataset<Row> changed = images.merged(timeline.rows().filter(isMerged).withColumn(RowImages.CHANGE, change));
        Column[] oldKeys =
                table.spec().keyFields().stream().map(HistorizeComparison::old).toArray(Column[]::new);
        Dataset<Row> outdated =
                timeline.rows().filter(col(STATE).isin(CHANGED, REMOVED)).select(oldKeys);
        Dataset<Row> copied =
                images.without(transaction.read(touched).join(outdated, sameVersion(), "left_anti"), lit(false));
        Dataset<Row> merged = changed.unionByName(copied);
        return FileLayout.arrange(merged, table.spec(), DataFile.bytes(touched));
    }

    @Override
    public void close() {
        timeline.close();
    }
}
