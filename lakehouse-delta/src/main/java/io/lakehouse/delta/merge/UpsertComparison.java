package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.RowChecks;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.spark.Conditions;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares the source rows of an upsert with the rows that one version of the table has for the same keys. Neither side
 * can change: the source is pinned, and data files are immutable. Cheap intermediate results are therefore computed
 * twice. Expensive ones are pinned until this is closed.
 */
final class UpsertComparison implements AutoCloseable {

    private static final String STATE = UpsertJoin.STATE;
    private static final String IN_SCOPE = "__lakehouse_in_scope";
    /** Whether the row must not be written as it would become. */
    private static final String REJECTED = "__lakehouse_rejected";

    private static final String ROWS = "__lakehouse_rows";

    private final TableSpec spec;
    private final KeyedSource source;
    private final UpsertSettings settings;
    private final DeltaTransaction transaction;
    private final UpsertJoin join;
    private final RowUpdate update;
    private final RememberedKeys deletedKeys;

    private final Deque<PinnedRows> pinned = new ArrayDeque<>();
    /** The source rows, one per key, without those that a remembered delete supersedes. */
    private final Dataset<Row> latest;
    /** The keys that the source and the table have, and the {@link #STATE} of each. */
    private final Dataset<Row> compared;

    private final UpsertCounts counts;

    private UpsertComparison(
            TableLog table,
            KeyedSource source,
            DeltaTransaction transaction,
            UpsertSettings settings,
            Scope scope,
            List<DataFile> candidates) {
        this.spec = table.spec();
        this.source = source;
        this.settings = settings;
        this.transaction = transaction;
        this.join = UpsertJoin.of(spec, source, settings, transaction, scope, candidates);
        this.update = join.conditions().update();
        try {
            this.deletedKeys = RememberedKeys.in(
                    CompanionFiles.DELETED_KEYS,
                    table,
                    transaction,
                    spec.keyFields(),
                    // A snapshot says itself what is there.
                    settings.forgetsDeletes() || settings.deletesOthers() ? List.of() : settings.latestOrder(spec),
                    source.scope());
            this.latest = latest();
            if (isPlain() && candidates.isEmpty()) {
                this.compared = latest.limit(0); // never read
                this.counts = UpsertCounts.ofNew(source);
            } else {
                this.compared = join.isSmall() && !settings.isPartial() ? compared() : pinned(compared());
                this.counts = counted();
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * Compares the source with the transaction's version of the table.
     *
     * @throws InvalidKeyException if several target rows have the same key and that key is in the source
     */
    static UpsertComparison of(
            TableLog table, KeyedSource source, DeltaTransaction transaction, UpsertSettings settings) {
        Scope scope = scope(table.spec(), source, settings);
        List<DataFile> candidates = table.inSession("upsert", "find files", () -> scope.filesOf(transaction));
        return table.inSession(
                "upsert",
                "find changes",
                () -> new UpsertComparison(table, source, transaction, settings, scope, candidates));
    }

    /** The part of the table with the rows that can change. */
    private static Scope scope(TableSpec spec, KeyedSource source, UpsertSettings settings) {
        if (!settings.deletesOthers()) {
            return source.scope();
        }
        return settings.othersScope()
                .filter(others -> others.terms().stream().allMatch(term -> spec.isImpliedByKey(term.field())))
                .map(Scope::of)
                .orElseGet(() -> new Scope(List.of()));
    }

    /** Whether every source row inserts or updates the row of its key, or is superseded by the row of the table. */
    private boolean isPlain() {
        return !source.hasDeletes() && deletedKeys.isEmpty() && !settings.deletesOthers() && !settings.isPartial();
    }

    private Dataset<Row> latest() {
        if (deletedKeys.isEmpty()) {
            Dataset<Row> rows = update.perKey(source.rows());
            boolean isCheap = !settings.isPartial() && (join.isSmall() || source.hasUniqueKeys());
            return isCheap ? rows : pinned(rows);
        }
        if (settings.marksEvents()) {
            // The row of an early delete comes late, and is marked then.
            return pinned(update.perKey(withRemembered(source.rows())));
        }
        return pinned(update.perKey(deletedKeys.later(source.rows(), join.isSmall())));
    }

    /** The source rows, with the remembered deletes of their keys. */
    private Dataset<Row> withRemembered(Dataset<Row> rows) {
        String[] key = Fields.names(spec.keyFields()).toArray(String[]::new);
        Dataset<Row> deletes = deletedKeys
                .all()
                .join(rows.select(Fields.columns(spec.keyFields())).distinct(), key, "left_semi")
                .withColumn(FeedColumns.DELETES, lit(true))
                .withColumn(settings.deletedMark().orElseThrow().name(), lit(true));
        return rows.unionByName(deletes, true);
    }

    private Dataset<Row> pinned(Dataset<Row> rows) {
        PinnedRows kept = PinnedRows.of(rows);
        pinned.push(kept);
        return kept.rows();
    }

    /** The keys of the source and of the target rows that can change, their state, and the file of the target row. */
    private Dataset<Row> compared() {
        List<Column> columns = new ArrayList<>();
        spec.keyFields()
                .forEach(field -> columns.add(
                        coalesce(UpsertConditions.old(field), field.col()).as(RowImages.OLD + field.name())));
        columns.add(col(FileColumn.NAME));
        columns.add(
                settings.isPartial()
                        ? col(STATE)
                        : join.conditions().state(isPlain()).as(STATE));
        if (settings.deletesOthers()) {
            columns.add(col(FileColumn.NAME)
                    .isNotNull()
                    .and(join.conditions().isInScope())
                    .as(IN_SCOPE));
        }
        Dataset<Row> joined = join.with(latest, joinType());
        if (settings.isPartial()) {
            columns.add(col(REJECTED));
            joined = judged(joined);
        }
        return joined.select(columns.toArray(Column[]::new));
    }

    private String joinType() {
        return isPlain() ? "inner" : settings.deletesOthers() ? "full_outer" : "right_outer";
    }

    /** Judges rows by the values that they will have, because the source carries some of them only. */
    private Dataset<Row> judged(Dataset<Row> joined) {
        Dataset<Row> stated = joined.withColumn(STATE, join.conditions().state(false));
        Column isWritten = Conditions.any(
                List.of(KeyState.NEW.is(col(STATE)), KeyState.UPDATED.is(col(STATE)), KeyState.MARKED.is(col(STATE))));
        return join.conditions()
                .withValues(stated, KeyState.OTHER.is(col(STATE)))
                .withColumn(REJECTED, isWritten.and(RowChecks.isRejected(spec, source.given())));
    }

    /** Reports why rows are rejected. */
    private void reject() {
        RowChecks.require(
                "upsert into",
                spec,
                source.given(),
                judged(join.with(latest, joinType())).filter(col(REJECTED)));
    }

    private UpsertCounts counted() {
        Column[] keys = spec.keyFields().stream().map(UpsertConditions::old).toArray(Column[]::new);
        Column isInScope = settings.deletesOthers() ? col(IN_SCOPE) : lit(false);
        Column isRejected = settings.isPartial() ? col(REJECTED) : lit(false);
        List<Row> states = compared.groupBy(keys)
                .agg(
                        max(STATE).as(STATE),
                        count(lit(1)).as(ROWS),
                        count(when(isInScope, lit(1))).as(IN_SCOPE),
                        count(when(isRejected, lit(1))).as(REJECTED),
                        max(FileColumn.NAME).as(FileColumn.NAME))
                .groupBy(STATE)
                .agg(
                        sum(ROWS),
                        max(ROWS),
                        sum(IN_SCOPE),
                        collect_set(when(UpsertJoin.isChanging(), col(FileColumn.NAME))),
                        sum(REJECTED))
                .collectAsList();
        Map<KeyState, Long> keysIn = new EnumMap<>(KeyState.class);
        Set<Long> touched = new HashSet<>();
        long inScope = 0;
        for (Row row : states) {
            KeyState state = KeyState.of(row.getInt(0));
            if (row.getLong(2) > 1 && state != KeyState.OUTSIDE && state != KeyState.OTHER) {
                throw duplicateKeys();
            }
            if (row.getLong(5) > 0) {
                reject();
            }
            keysIn.put(state, row.getLong(1));
            inScope += row.getLong(3);
            touched.addAll(row.getList(4));
        }
        return UpsertCounts.of(source, keysIn, isPlain(), inScope, touched);
    }

    private InvalidKeyException duplicateKeys() {
        Dataset<Row> found = compared.filter(col(FileColumn.NAME).isNotNull())
                .filter(not(KeyState.OTHER.is(col(STATE)).or(KeyState.OUTSIDE.is(col(STATE)))))
                .select(spec.keyFields().stream()
                        .map(field -> UpsertConditions.old(field).as(field.name()))
                        .toArray(Column[]::new));
        return RowErrors.duplicateKeysInTable(
                "upsert into", spec, KeyChecks.shared(found, spec).orElseThrow());
    }

    UpsertCounts counts() {
        return counts;
    }

    /** The number of files that could contain one of the keys. */
    long filesScanned() {
        return join.candidates().size();
    }

    /** The files that contain a row to replace. */
    List<DataFile> touchedFiles() {
        return transaction.named(join.candidates(), counts.touchedFiles());
    }

    /** Whether a later batch could bring back a row that the source deletes. */
    boolean hasDeletesToRemember() {
        if (!source.hasDeletes()) {
            return false;
        }
        if (settings.marksEvents()) {
            return counts.absent() > 0
                    && !update.deletes(latest).except(deletedKeys.all()).isEmpty();
        }
        // A delete under a later event can still take values of events before it.
        return counts.absent() > 0
                || counts.deleted() > 0
                || (settings.fieldOrders().isPresent()
                        && !update.deletes(latest).isEmpty());
    }

    /** Writes the deletes of the source to remember. */
    List<DataFile> writeDeletes(Duration retention) {
        return deletedKeys.write(update.deletes(latest), join.isSmall(), retention);
    }

    /** Remembers written deletes with the commit of the transaction. */
    void rememberDeletes(List<DataFile> written) {
        deletedKeys.record(written);
    }

    /** The rows that replace {@link #touchedFiles()}: new and changed rows, and the unchanged rows of those files. */
    ArrangedRows arranged() {
        return new UpsertedRows(join, latest, compared, counts, touchedFiles()).arranged();
    }

    /** Lets Delta's own {@code MERGE} write the changes, by the same key and the same comparison. */
    DeltaCommands.Committed delegate(TableLog table) {
        return join.conditions().merge(table, transaction, latest);
    }

    @Override
    public void close() {
        pinned.forEach(PinnedRows::close);
    }
}
