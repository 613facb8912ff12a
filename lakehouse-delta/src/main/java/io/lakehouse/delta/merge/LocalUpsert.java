package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;

import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.rows.FileLayout;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.spark.LocalJoin;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowPipeline;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A small upsert, compared and written in the memory of this process. */
final class LocalUpsert implements UpsertComparison {

    private final UpsertJoin join;
    private final LatestRows latest;
    private final TableSpec spec;
    private final SparkSession spark;
    private final LocalJoin joined;
    /** Empty if only a query can judge the rows. */
    private final Optional<RowPipeline> judging;

    private final Map<KeyState, Long> keys = new EnumMap<>(KeyState.class);
    private final List<DataFile> touched = new ArrayList<>();
    /** The other rows of the files that have rows to change. */
    private final List<LocalRows> kept = new ArrayList<>();
    /** The joined rows that change, and those of new keys. */
    private final List<LocalRows> changes = new ArrayList<>();

    private long inScope;
    private boolean isRefused;
    private UpsertCounts counts = UpsertCounts.NONE;

    private LocalUpsert(UpsertJoin join, LatestRows latest, LocalRows source) {
        this.join = join;
        this.latest = latest;
        this.spec = join.source().spec();
        this.spark = join.source().rows().sparkSession();
        StructType stored = join.transaction().snapshot().schema();
        this.joined = LocalJoin.of(
                spark,
                source,
                Fields.names(spec.keyFields()),
                LocalRows.of(stored, List.of())
                        .renamed(List.of(stored.fieldNames()).stream()
                                .map(name -> RowImages.OLD + name)
                                .toList())
                        .schema(),
                spec.keyFields().stream()
                        .map(field -> RowImages.OLD
                                + join.transaction()
                                        .snapshot()
                                        .columns()
                                        .of(field)
                                        .name())
                        .toList());
        this.judging = join.table()
                .pipelines()
                .get(
                        join.made("judge an upsert"),
                        joined.schema(),
                        rows -> join.judged(rows, false)
                                .select(col(UpsertJoin.STATE), col(UpsertJoin.IN_SCOPE), col(UpsertJoin.REJECTED)));
    }

    /** Compares in memory; empty if the work is too large for that, or if a query has to tell what is wrong. */
    static Optional<LocalUpsert> of(UpsertJoin join, LatestRows latest) {
        return latest.local()
                .map(source -> new LocalUpsert(join, latest, source))
                .filter(local -> local.judging.isPresent() && local.compare());
    }

    private boolean compare() {
        Optional<List<LocalRows>> files = join.transaction().readLocally(join.candidates());
        if (files.isEmpty()) {
            return false;
        }
        for (int at = 0; at < files.get().size(); at++) {
            LocalRows rows = files.get().get(at);
            LocalJoin.Joined both = joined.with(rows);
            if (both.hasDuplicates() || !count(rows, both, join.candidates().get(at))) {
                return false;
            }
        }
        if (!countNew()) {
            return false;
        }
        counts = UpsertCounts.of(join.source(), keys, false, inScope, Set.of());
        return true;
    }

    /** Counts the rows of a file; false if one has to be rejected. */
    private boolean count(LocalRows rows, LocalJoin.Joined joined, DataFile file) {
        LocalRows judged = joined.through(judging.orElseThrow());
        List<Integer> same = new ArrayList<>();
        List<Integer> changed = new ArrayList<>();
        for (int row = 0; row < judged.size(); row++) {
            boolean isCounted = joined.isMatched(row) || join.settings().deletesOthers();
            boolean isChanged = isCounted && KeyState.CHANGING.contains(count(judged, row));
            (isChanged ? changed : same).add(row);
        }
        if (!changed.isEmpty()) {
            touched.add(file);
            kept.add(rows.at(same));
            changes.add(joined.at(changed));
        }
        return !isRefused;
    }

    /** Counts the source rows whose keys the table does not have; false if one has to be rejected. */
    private boolean countNew() {
        LocalRows unmatched = joined.unmatched();
        LocalRows judged = judging.orElseThrow().apply(unmatched);
        List<Integer> fresh = new ArrayList<>();
        for (int row = 0; row < judged.size(); row++) {
            if (count(judged, row) == KeyState.NEW) {
                fresh.add(row);
            }
        }
        changes.add(unmatched.at(fresh));
        return !isRefused;
    }

    private KeyState count(LocalRows judged, int row) {
        KeyState state = KeyState.of(judged.getInt(row, 0));
        keys.merge(state, 1L, Long::sum);
        inScope += judged.getBoolean(row, 1) ? 1 : 0;
        isRefused |= judged.getBoolean(row, 2);
        return state;
    }

    @Override
    public UpsertCounts counts() {
        return counts;
    }

    @Override
    public List<DataFile> touchedFiles() {
        return touched;
    }

    @Override
    public List<DataFile> write() {
        RowImages images = RowImages.of(join.transaction(), join.source().given(), counts.changed() > 0);
        RowImages plain = images.withoutImages();
        LocalRows rows = Stream.concat(
                        kept.stream(),
                        changed(
                                "change an upsert",
                                both -> plain.inOrder(plain.merged(UpsertedRows.withChanges(join, both, plain)))))
                .reduce(LocalRows::and)
                .orElseThrow();
        List<DataFile> added =
                join.transaction().writeLocally(FileLayout.sorted(rows, spark, spec), FileLayout.tagOfIngested(spec));
        if (images.hasFeed()) {
            LocalRows feed = Stream.concat(
                            changed(
                                    "before an upsert",
                                    both -> images.before(UpsertedRows.withChanges(join, both, images))),
                            changed(
                                    "after an upsert",
                                    both -> images.after(UpsertedRows.withChanges(join, both, images))))
                    .reduce(LocalRows::and)
                    .orElseThrow();
            join.transaction().writeFeedLocally(FileLayout.sorted(feed, spark, spec));
        }
        return added;
    }

    private Stream<LocalRows> changed(String step, UnaryOperator<Dataset<Row>> change) {
        RowPipeline pipeline = join.table()
                .pipelines()
                .get(join.made(step), joined.schema(), change)
                .orElseThrow();
        return changes.stream().map(pipeline::apply);
    }

    @Override
    public Optional<Dataset<Row>> refusedKeys() {
        return Optional.empty();
    }

    @Override
    public LatestRows latest() {
        return latest;
    }

    @Override
    public void close() {
        latest.close();
    }
}
