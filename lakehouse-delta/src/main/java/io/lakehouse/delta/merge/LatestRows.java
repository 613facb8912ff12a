package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.CompanionFiles;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.PinnedRows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The source rows of an upsert, one per key, without those that a remembered delete supersedes. */
final class LatestRows implements AutoCloseable {

    private final UpsertJoin join;
    private final RowUpdate update;
    private final TableSpec spec;
    private final RememberedKeys deletedKeys;
    private final Deque<PinnedRows> pinned = new ArrayDeque<>();
    private final Optional<LocalRows> local;
    private @Nullable Dataset<Row> rows;

    private LatestRows(UpsertJoin join, TableSpec spec, RememberedKeys deletedKeys) {
        this.join = join;
        this.update = join.conditions().update();
        this.spec = spec;
        this.deletedKeys = deletedKeys;
        try {
            this.local = join.source().local().filter(any -> join.isLocal()).map(this::local);
            if (local.isEmpty()) {
                rows = queried();
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    static LatestRows of(TableLog table, UpsertJoin join) {
        UpsertSettings settings = join.settings();
        TableSpec spec = table.spec();
        return new LatestRows(
                join,
                spec,
                RememberedKeys.in(
                        CompanionFiles.DELETED_KEYS,
                        table,
                        join.transaction(),
                        spec.keyFields(),
                        // A snapshot says itself what is there.
                        settings.forgetsDeletes() || settings.deletesOthers() ? List.of() : settings.latestOrder(spec),
                        join.source().scope()));
    }

    /** Whether every source row inserts or updates the row of its key, or is superseded by the row of the table. */
    boolean isPlain() {
        return !join.source().hasDeletes()
                && deletedKeys.isEmpty()
                && !join.settings().deletesOthers()
                && !join.settings().isPartial();
    }

    Dataset<Row> rows() {
        Dataset<Row> known = rows;
        if (known == null) {
            known = local.orElseThrow().toDataset(join.table().verbSession());
            rows = known;
        }
        return known;
    }

    /** The number of files that could contain one of the keys. */
    long filesScanned() {
        return join.candidates().size();
    }

    /** The rows in the memory of this process, if the work is to be done there. */
    Optional<LocalRows> local() {
        return local;
    }

    private LocalRows local(LocalRows source) {
        if (join.settings().isPartial()) {
            return LocalRows.collect(perKey());
        }
        Optional<LocalRows> later = deletedKeys.isEmpty() ? Optional.of(source) : deletedKeys.later(source);
        return later.map(join.source()::latestPerKey).orElseGet(() -> LocalRows.collect(perKey()));
    }

    private Dataset<Row> queried() {
        boolean isCheap = deletedKeys.isEmpty()
                && !join.settings().isPartial()
                && (join.isSmall() || join.source().hasUniqueKeys());
        return isCheap ? perKey() : pinned(perKey());
    }

    private Dataset<Row> perKey() {
        Dataset<Row> source = join.source().rows();
        if (deletedKeys.isEmpty()) {
            return update.perKey(source);
        }
        // The row of an early delete comes late, and is marked then.
        return update.perKey(
                join.settings().marksEvents() ? withRemembered(source) : deletedKeys.later(source, join.isSmall()));
    }

    /** The source rows, with the remembered deletes of their keys. */
    private Dataset<Row> withRemembered(Dataset<Row> source) {
        String[] key = Fields.names(spec.keyFields()).toArray(String[]::new);
        Dataset<Row> deletes = deletedKeys
                .all()
                .join(source.select(Fields.columns(spec.keyFields())).distinct(), key, "left_semi")
                .withColumn(FeedColumns.DELETES, lit(true))
                .withColumn(join.settings().deletedMark().orElseThrow().name(), lit(true));
        return source.unionByName(deletes, true);
    }

    private Dataset<Row> pinned(Dataset<Row> query) {
        PinnedRows kept = PinnedRows.of(query);
        pinned.push(kept);
        return kept.rows();
    }

    /** Whether a later batch could bring back a row that the source deletes. */
    boolean hasDeletesToRemember(UpsertCounts counts) {
        if (!join.source().hasDeletes()) {
            return false;
        }
        if (join.settings().marksEvents()) {
            return counts.absent() > 0
                    && !update.deletes(rows()).except(deletedKeys.all()).isEmpty();
        }
        // A delete under a later event can still take values of events before it.
        return counts.absent() > 0
                || counts.deleted() > 0
                || (join.settings().fieldOrders().isPresent()
                        && !update.deletes(rows()).isEmpty());
    }

    /** Writes the deletes of the source to remember. */
    List<DataFile> writeDeletes(Duration retention) {
        return local.map(few -> deletedKeys.write(deletesOf(few), retention))
                .orElseGet(() -> deletedKeys.write(update.deletes(rows()), join.isSmall(), retention));
    }

    private LocalRows deletesOf(LocalRows few) {
        return join.table()
                .pipelines()
                .get(join.made("deletes of an upsert"), few.schema(), update::deletes)
                .orElseThrow()
                .apply(few);
    }

    /** Remembers written deletes with the commit of the transaction. */
    void rememberDeletes(List<DataFile> written) {
        deletedKeys.record(written);
    }

    /** Lets Delta's own {@code MERGE} write the changes, by the same key and the same comparison. */
    DeltaCommands.Committed delegate(TableLog table) {
        return join.conditions().merge(table, join.transaction(), rows());
    }

    @Override
    public void close() {
        pinned.forEach(PinnedRows::close);
    }
}
