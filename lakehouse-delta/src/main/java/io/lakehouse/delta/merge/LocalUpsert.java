package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.col;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.LocalReader;
import io.lakehouse.delta.rows.RowImages;
import io.lakehouse.delta.spark.Background;
import io.lakehouse.delta.spark.LocalJoin;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowGroup;
import io.lakehouse.delta.spark.RowPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * An upsert that is compared and written in threads of this process, partition by partition if the key tells the
 * partition of a row.
 *
 * <p>If all of the work is small, it is compared first and written later. If only each partition is, a partition is
 * written as soon as it is compared, so that its files are read once and few of them are in memory.
 */
final class LocalUpsert implements UpsertComparison {

    private final UpsertJoin join;
    private final LatestRows latest;
    private final LocalJoin joined;
    private final RowPipeline judging;
    private final LocalReader reader;
    private final List<LocalPart> parts;
    private final boolean mayWrite;

    private Optional<UpsertedFiles> files = Optional.empty();
    private UpsertCounts counts = UpsertCounts.NONE;
    /** Whether a query has to do the work, since there is too much of it, or to tell what is wrong. */
    private volatile boolean isRefused;

    private LocalUpsert(
            UpsertJoin join,
            LatestRows latest,
            LocalJoin joined,
            RowPipeline judging,
            LocalReader reader,
            List<LocalPart> parts,
            boolean mayWrite) {
        this.join = join;
        this.latest = latest;
        this.joined = joined;
        this.judging = judging;
        this.reader = reader;
        this.parts = parts;
        this.mayWrite = mayWrite;
    }

    /**
     * Compares in memory; empty if the work is too large for that, or if a query has to tell what is wrong.
     *
     * @param mayWrite whether the result of the comparison is to be written
     */
    static Optional<LocalUpsert> of(UpsertJoin join, LatestRows latest, boolean mayWrite) {
        return latest.local().flatMap(source -> of(join, latest, source, mayWrite));
    }

    private static Optional<LocalUpsert> of(UpsertJoin join, LatestRows latest, LocalRows source, boolean mayWrite) {
        LocalJoin joined = joined(join, source);
        Optional<RowPipeline> judging = join.table()
                .pipelines()
                .get(
                        join.made("judge an upsert"),
                        joined.schema(),
                        rows -> join.judged(rows, false)
                                .select(col(UpsertJoin.STATE), col(UpsertJoin.IN_SCOPE), col(UpsertJoin.REJECTED)));
        if (judging.isEmpty()) {
            return Optional.empty();
        }
        LocalReader reader = join.transaction().localReader(join.candidates());
        List<LocalPart> parts = groups(join, source, reader).stream()
                .map(group -> new LocalPart(
                        joined.find(group.left()),
                        group.right().stream().map(join.candidates()::get).toList()))
                .toList();
        LocalUpsert upsert = new LocalUpsert(join, latest, joined, judging.get(), reader, parts, mayWrite);
        try {
            if (upsert.compare()) {
                return Optional.of(upsert);
            }
        } catch (Throwable e) {
            upsert.closeFiles();
            throw e;
        }
        upsert.closeFiles();
        return Optional.empty();
    }

    private static LocalJoin joined(UpsertJoin join, LocalRows source) {
        TableSpec spec = join.source().spec();
        StructType stored = join.transaction().snapshot().schema();
        return LocalJoin.of(
                join.source().rows().sparkSession(),
                source,
                Fields.names(spec.keyFields()),
                LocalRows.of(stored, List.of())
                        .renamed(List.of(stored.fieldNames()).stream()
                                .map(name -> RowImages.OLD + name)
                                .toList())
                        .schema(),
                namesInTable(join, spec.keyFields()).stream()
                        .map(name -> RowImages.OLD + name)
                        .toList());
    }

    private static List<String> namesInTable(UpsertJoin join, List<Field<?>> fields) {
        return fields.stream()
                .map(field -> join.transaction().snapshot().columns().of(field).name())
                .toList();
    }

    /** The source rows and the files of each partition, or all of them if a key can be in several partitions. */
    private static List<RowGroup> groups(UpsertJoin join, LocalRows source, LocalReader reader) {
        List<DataFile> candidates = join.candidates();
        List<Field<?>> partitions = join.source().spec().partitionFields();
        if (!join.isByPartition()) {
            return List.of(new RowGroup(
                    IntStream.range(0, source.size()).boxed().toList(),
                    IntStream.range(0, candidates.size()).boxed().toList()));
        }
        SparkSession spark = join.source().rows().sparkSession();
        return RowGroup.of(
                spark,
                source,
                Fields.names(partitions),
                reader.partitionsOf(candidates),
                namesInTable(join, partitions));
    }

    /** Compares all parts; false if a query has to do it. */
    private boolean compare() {
        if (join.isSmall()) {
            List<Runnable> comparisons = new ArrayList<>();
            parts.forEach(part ->
                    IntStream.range(0, part.fileCount()).forEach(file -> comparisons.add(() -> compare(part, file))));
            Background.forEach(comparisons, Runnable::run);
            Background.forEach(parts, this::finish);
        } else {
            if (mayWrite) {
                // It is not yet known whether any of the candidates will be rewritten.
                files = Optional.of(UpsertedFiles.open(
                        join, joined.schema(), !join.candidates().isEmpty()));
            }
            Background.forEach(parts, part -> {
                if (!isRefused) {
                    IntStream.range(0, part.fileCount()).forEach(file -> compare(part, file));
                    finish(part);
                }
                if (!isRefused) {
                    files.ifPresent(part::writeTo);
                }
                part.release(reader);
            });
        }
        KeyTally tally = new KeyTally();
        parts.forEach(part -> tally.addAll(part.tally()));
        counts = UpsertCounts.of(join.source(), tally.keys(), false, tally.inScope(), Set.of());
        return !isRefused;
    }

    private void compare(LocalPart part, int file) {
        part.compare(file, reader, joined, judging, join.settings().deletesOthers());
    }

    private void finish(LocalPart part) {
        part.finish(reader, judging);
        if (part.isRefused()) {
            isRefused = true;
        }
    }

    @Override
    public UpsertCounts counts() {
        return counts;
    }

    @Override
    public List<DataFile> touchedFiles() {
        return parts.stream().flatMap(part -> part.touched().stream()).toList();
    }

    @Override
    public List<DataFile> write() {
        if (join.isSmall()) {
            files = Optional.of(UpsertedFiles.open(join, joined.schema(), counts.changed() > 0));
            Background.forEach(parts, part -> files.ifPresent(part::writeTo));
        }
        return files.orElseThrow().complete();
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
        closeFiles();
        latest.close();
    }

    private void closeFiles() {
        files.ifPresent(UpsertedFiles::close);
    }
}
