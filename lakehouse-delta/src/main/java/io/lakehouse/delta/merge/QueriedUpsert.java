package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.RowChecks;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An upsert that is compared and written by queries. Cheap intermediate results are computed twice. Expensive ones are
 * pinned until this is closed.
 */
final class QueriedUpsert implements UpsertComparison {

    private static final String STATE = UpsertJoin.STATE;
    private static final String IN_SCOPE = UpsertJoin.IN_SCOPE;
    private static final String REJECTED = UpsertJoin.REJECTED;

    private static final String VERB = "upsert into";
    private static final String ROWS = "__lakehouse_rows";

    private final TableSpec spec;
    private final KeyedSource source;
    private final UpsertSettings settings;
    private final DeltaTransaction transaction;
    private final UpsertJoin join;
    private final LatestRows latest;

    private final Deque<PinnedRows> pinned = new ArrayDeque<>();
    /** The keys that the source and the table have, and the {@link #STATE} of each. */
    private final Dataset<Row> compared;

    private final UpsertCounts counts;
    private boolean hasRejected;

    QueriedUpsert(UpsertJoin join, LatestRows latest) {
        this.join = join;
        this.latest = latest;
        this.source = join.source();
        this.spec = source.spec();
        this.settings = join.settings();
        this.transaction = join.transaction();
        try {
            if (latest.isPlain() && join.candidates().isEmpty()) {
                this.compared = latest.rows().limit(0); // never read
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
        List.of(STATE, IN_SCOPE, REJECTED).forEach(name -> columns.add(col(name)));
        return join.judged(join.with(latest.rows(), joinType()), latest.isPlain())
                .select(columns.toArray(Column[]::new));
    }

    private String joinType() {
        return latest.isPlain() ? "inner" : settings.deletesOthers() ? "full_outer" : "right_outer";
    }

    /** The rows that must not be written as they would become. */
    private Dataset<Row> rejected() {
        return join.judged(join.with(latest.rows(), joinType()), false).filter(col(REJECTED));
    }

    @Override
    public Optional<Dataset<Row>> refusedKeys() {
        if (!hasRejected) {
            return Optional.empty();
        }
        Quarantine quarantine = settings.quarantine()
                .map(taker -> new Quarantine(VERB, spec, source.given(), taker))
                .orElseThrow();
        quarantine.requireMayGoOn(rejected());
        List<Column> columns = new ArrayList<>(List.of(Fields.columns(spec.keyFields())));
        columns.add(quarantine.reasons().as(Quarantine.REASONS));
        return Optional.of(rejected().select(columns.toArray(Column[]::new)));
    }

    private UpsertCounts counted() {
        Column[] keys = spec.keyFields().stream().map(UpsertConditions::old).toArray(Column[]::new);
        // A table can have a key twice that the source does not have. All of its rows are deleted.
        Column stateOfKey = settings.deletesOthers() ? min(STATE) : max(STATE);
        Column files = settings.deletesOthers() ? collect_set(FileColumn.NAME) : max(FileColumn.NAME);
        Column touchedFiles = collect_set(when(UpsertJoin.isChanging(), col(FileColumn.NAME)));
        List<Row> states = compared.groupBy(keys)
                .agg(
                        stateOfKey.as(STATE),
                        count(lit(1)).as(ROWS),
                        count(when(col(IN_SCOPE), lit(1))).as(IN_SCOPE),
                        count(when(col(REJECTED), lit(1))).as(REJECTED),
                        files.as(FileColumn.NAME))
                .groupBy(STATE)
                .agg(
                        sum(ROWS),
                        max(ROWS),
                        sum(IN_SCOPE),
                        settings.deletesOthers() ? flatten(touchedFiles) : touchedFiles,
                        sum(REJECTED))
                .collectAsList();
        Map<KeyState, Long> keysIn = new EnumMap<>(KeyState.class);
        Set<Long> touched = new HashSet<>();
        long inScope = 0;
        long rejectedRows = 0;
        for (Row row : states) {
            KeyState state = KeyState.of(row.getInt(0));
            if (row.getLong(2) > 1 && state != KeyState.OUTSIDE && state != KeyState.OTHER) {
                throw duplicateKeys();
            }
            if (row.getLong(5) > 0 && settings.quarantine().isEmpty()) {
                RowChecks.require(VERB, spec, source.given(), rejected());
            }
            rejectedRows += row.getLong(5);
            keysIn.put(state, row.getLong(1));
            inScope += row.getLong(3);
            touched.addAll(row.getList(4));
        }
        hasRejected = rejectedRows > 0;
        return UpsertCounts.of(source, keysIn, latest.isPlain(), inScope, touched);
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

    @Override
    public UpsertCounts counts() {
        return counts;
    }

    @Override
    public List<DataFile> touchedFiles() {
        return transaction.named(join.candidates(), counts.touchedFiles());
    }

    @Override
    public List<DataFile> write() {
        return transaction.write(new UpsertedRows(join, latest.rows(), compared, counts, touchedFiles()).arranged());
    }

    @Override
    public LatestRows latest() {
        return latest;
    }

    @Override
    public void close() {
        pinned.forEach(PinnedRows::close);
        latest.close();
    }
}
