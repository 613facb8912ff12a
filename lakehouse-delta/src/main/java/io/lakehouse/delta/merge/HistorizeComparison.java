package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.ArrangedRows;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.FileColumn;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.rows.FeedColumns;
import io.lakehouse.delta.rows.FileLayout;
import io.lakehouse.delta.rows.KeyChecks;
import io.lakehouse.delta.rows.RowErrors;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.rows.Scope;
import io.lakehouse.delta.spark.PinnedRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares the row versions of a source with those in one version of the table. The result is pinned until this is
 * closed.
 */
final class HistorizeComparison implements AutoCloseable {

    private static final String VERB = "historize";

    private final TableSpec spec;
    private final HistorizeSettings settings;
    private final List<Field<?>> given;
    private final DeltaTransaction transaction;
    private final List<DataFile> candidates;
    private final EntityEvents events;
    private final PinnedRows timeline;
    private final Counts counts;

    /**
     * Compares the source with the transaction's version of the table.
     *
     * @throws InvalidKeyException if the table has several rows with the same key for an entity in the source
     */
    HistorizeComparison(TableLog table, HistorizeSettings settings, KeyedSource source, DeltaTransaction transaction) {
        this.spec = table.spec();
        this.settings = settings;
        this.given = source.given();
        this.transaction = transaction;
        Scope scope = settings.closingOthersAt().isPresent() ? new Scope(List.of()) : source.scope();
        this.candidates = table.inSession(VERB, "find files", () -> scope.filesOf(transaction));
        this.events = table.inSession(
                VERB,
                "look for what is remembered",
                () -> EntityEvents.of(table, settings, source, transaction, scope));
        this.timeline = table.inSession(VERB, "find changes", () -> {
            Dataset<Row> present = transaction.readWithFiles(candidates).filter(scope.toColumn());
            events.requireComplete(present);
            return PinnedRows.of(timeline(source, present));
        });
        try {
            this.counts = table.inSession(VERB, "find changes", this::counted);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * The number of versions to add, change and remove.
     *
     * @param hasHiddenEnds whether entities have ends that no version shows, and that are not remembered yet
     * @param repeats whether events repeat the version before them, and are not remembered yet
     * @param touchedFiles the files with a version to change or remove
     */
    record Counts(
            long added, long changed, long removed, boolean hasHiddenEnds, boolean repeats, Set<Long> touchedFiles) {

        static final Counts NONE = new Counts(0, 0, 0, false, false, Set.of());

        boolean isUnchanged() {
            return added == 0 && changed == 0 && removed == 0;
        }
    }

    private Dataset<Row> timeline(KeyedSource source, Dataset<Row> present) {
        Dataset<Row> rows = source.hasDeletes() ? source.rows().filter(not(col(FeedColumns.DELETES))) : source.rows();
        Dataset<Row> own = rows.select(Fields.columns(given)).withColumn(Timeline.IS_EVENT, lit(true));
        Optional<Dataset<Row>> ended = events.ends(present);
        Dataset<Row> versions = events.confirmed(present, ended)
                .map(confirmed -> source.rankedPerKey(own.unionByName(confirmed)))
                .orElseGet(() -> source.latestPerKey(own));
        return new Timeline(spec, settings, given, transaction).of(versions, present, ended);
    }

    private Counts counted() {
        Map<String, Long> versions = new HashMap<>();
        Set<Long> touched = new HashSet<>();
        boolean hasHiddenEnds = false;
        boolean repeats = false;
        List<Row> states = timeline.rows()
                .groupBy(Timeline.STATE)
                .agg(
                        count(lit(1)),
                        collect_set(FileColumn.NAME),
                        max(Timeline.KEY_ROWS),
                        sum(size(col(Timeline.HIDDEN_ENDS))),
                        count(when(col(Timeline.REPEATS), lit(1))))
                .collectAsList();
        for (Row state : states) {
            if (state.getLong(3) > 1) {
                Dataset<Row> found = timeline.rows().filter(col(FileColumn.NAME).isNotNull());
                throw RowErrors.duplicateKeysInTable(
                        VERB, spec, KeyChecks.shared(found, spec).orElseThrow());
            }
            hasHiddenEnds |= state.getLong(4) > 0;
            repeats |= state.getLong(5) > 0;
            versions.put(state.getString(0), state.getLong(1));
            if (state.getString(0).equals(Timeline.CHANGED)
                    || state.getString(0).equals(Timeline.REMOVED)) {
                touched.addAll(state.getList(2));
            }
        }
        return new Counts(
                versions.getOrDefault(Timeline.NEW, 0L),
                versions.getOrDefault(Timeline.CHANGED, 0L),
                versions.getOrDefault(Timeline.REMOVED, 0L),
                hasHiddenEnds
                        && !settings.memory().isZero()
                        && !events.hiddenEnds(timeline).isEmpty(),
                repeats
                        && !settings.unchangedOrder(spec).isEmpty()
                        && !events.repeated(timeline).isEmpty(),
                touched);
    }

    Counts counts() {
        return counts;
    }

    /** Whether the commit has to remember events, so that later batches of earlier events have their true effect. */
    boolean remembers() {
        return !settings.memory().isZero() && (counts.hasHiddenEnds() || counts.repeats());
    }

    /** Remembers events with the commit of the transaction. */
    void remember() {
        events.remember(timeline, counts.hasHiddenEnds(), counts.repeats());
    }

    /** The files with a version that ends, changes or is removed. */
    List<DataFile> touchedFiles() {
        return transaction.named(candidates, counts.touchedFiles());
    }

    /**
     * The rows that replace {@link #touchedFiles()}: new and changed versions, and the unchanged rows of these files.
     */
    ArrangedRows arranged() {
        List<DataFile> touched = touchedFiles();
        RowImages images = RowImages.of(transaction, given, !touched.isEmpty());
        Column state = col(Timeline.STATE);
        Column change = when(state.equalTo(Timeline.NEW), lit(RowImages.INSERT))
                .when(state.equalTo(Timeline.CHANGED), lit(RowImages.UPDATE))
                .otherwise(lit(RowImages.DELETE));
        Column isMerged =
                images.needsDeletedRows() ? state.notEqual(Timeline.SAME) : state.isin(Timeline.NEW, Timeline.CHANGED);
        Dataset<Row> changed = images.merged(timeline.rows().filter(isMerged).withColumn(RowImages.CHANGE, change));
        Column[] oldKeys = spec.keyFields().stream()
                .map(field -> Fields.column(RowImages.OLD + field.name()))
                .toArray(Column[]::new);
        Dataset<Row> outdated = timeline.rows()
                .filter(state.isin(Timeline.CHANGED, Timeline.REMOVED))
                .select(oldKeys);
        Column isSame = spec.keyFields().stream()
                .map(field -> field.col().equalTo(Fields.column(RowImages.OLD + field.name())))
                .reduce(Column::and)
                .orElseThrow();
        Dataset<Row> copied = images.without(transaction.read(touched).join(outdated, isSame, "left_anti"), lit(false));
        return FileLayout.arrange(changed.unionByName(copied), spec, DataFile.bytes(touched));
    }

    @Override
    public void close() {
        timeline.close();
    }
}
