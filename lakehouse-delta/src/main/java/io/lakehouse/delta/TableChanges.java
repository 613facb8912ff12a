package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableName;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * The partitions of a source table that changed since a follower last recorded how far it had come. Read from the log
 * alone. A verb that {@code following(changes)} records the new position in its own commit, so that a rerun does
 * nothing and a crash loses nothing.
 *
 * <p>A follower that has recorded nothing yet, or whose position the source's log no longer reaches back to, gets every
 * partition: those of the source, and, if it is partitioned by fields of the same names, its own, so that it can empty
 * those that the source has no longer.
 */
public final class TableChanges {

    private final LakehouseTable source;
    private final Snapshot snapshot;
    private final OptionalLong since;
    private final Set<Map<String, String>> partitions;

    private TableChanges(
            LakehouseTable source, Snapshot snapshot, OptionalLong since, Set<Map<String, String>> partitions) {
        this.source = source;
        this.snapshot = snapshot;
        this.since = since;
        this.partitions = partitions;
    }

    static TableChanges pending(LakehouseTable source, LakehouseTable follower) {
        return pending(source, source.snapshot(), follower);
    }

    /** What changed up to one version for each of several followers, in their order. */
    static List<TableChanges> pending(LakehouseTable source, List<LakehouseTable> followers) {
        Snapshot snapshot = source.snapshot();
        return followers.stream()
                .map(follower -> pending(source, snapshot, follower))
                .toList();
    }

    private static TableChanges pending(LakehouseTable source, Snapshot snapshot, LakehouseTable follower) {
        OptionalLong since = follower.files().progress(follower.snapshot(), streamOf(snapshot));
        Optional<Set<Map<String, String>>> changed =
                since.isEmpty() ? Optional.empty() : changedSince(snapshot, since.getAsLong());
        return new TableChanges(source, snapshot, since, changed.orElseGet(() -> all(source, snapshot, follower)));
    }

    /** What changed for any of several followers of one version. */
    static TableChanges union(List<TableChanges> changes) {
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        changes.forEach(each -> partitions.addAll(each.partitions));
        return new TableChanges(changes.get(0).source, changes.get(0).snapshot, OptionalLong.empty(), partitions);
    }

    static TableChanges since(LakehouseTable source, long version) {
        Snapshot snapshot = source.snapshot();
        if (version < 0 || version > snapshot.version()) {
            throw DeltaErrors.unknownVersion(source.name(), version, snapshot.version());
        }
        return new TableChanges(
                source,
                snapshot,
                OptionalLong.of(version),
                changedSince(snapshot, version).orElseThrow(() -> DeltaErrors.expiredChanges(source.name(), version)));
    }

    /** The partitions of the source, and those that the follower has and the source has no longer. */
    private static Set<Map<String, String>> all(LakehouseTable source, Snapshot snapshot, LakehouseTable follower) {
        Set<Map<String, String>> partitions = partitionsOf(source.files().of(snapshot));
        if (Fields.names(follower.spec().partitionFields())
                .equals(Fields.names(source.spec().partitionFields()))) {
            partitions.addAll(partitionsOf(follower.files().of(follower.snapshot())));
        }
        return partitions;
    }

    /** The changed partitions, or empty if the log no longer holds every commit since then. */
    private static Optional<Set<Map<String, String>>> changedSince(Snapshot snapshot, long since) {
        Set<Map<String, String>> changed = new LinkedHashSet<>();
        long expected = since + 1;
        Iterator<Tuple2<Object, Seq<Action>>> commits = snapshot.deltaLog().getChanges(expected, false);
        while (expected <= snapshot.version() && commits.hasNext()) {
            Tuple2<Object, Seq<Action>> commit = commits.next();
            if ((Long) commit._1() != expected) {
                return Optional.empty();
            }
            expected++;
            for (Action action : ScalaLists.list(commit._2())) {
                if (action instanceof AddFile add && add.dataChange()) {
                    changed.add(ScalaLists.javaMap(add.partitionValues()));
                } else if (action instanceof RemoveFile remove && remove.dataChange()) {
                    if (remove.partitionValues() == null) {
                        // Written by an engine that does not say which partition the file was of.
                        return Optional.empty();
                    }
                    changed.add(ScalaLists.javaMap(remove.partitionValues()));
                }
            }
        }
        return expected > snapshot.version() && since <= snapshot.version() ? Optional.of(changed) : Optional.empty();
    }

    private static Set<Map<String, String>> partitionsOf(List<AddFile> files) {
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        files.forEach(file -> partitions.add(ScalaLists.javaMap(file.partitionValues())));
        return partitions;
    }

    private static String streamOf(Snapshot source) {
        // The table's own id: a table that was dropped and created anew starts from the beginning.
        return "follow:" + source.metadata().id();
    }

    /** The changed partitions, each as its columns' values as the log writes them; of an unpartitioned table one, empty. */
    public Set<Map<String, String>> partitions() {
        return Set.copyOf(partitions);
    }

    /** Whether nothing has changed, so that there is nothing to do. */
    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** The version of the source up to which the follower had come; empty if it never followed. */
    public OptionalLong since() {
        return since;
    }

    /** The version of the source that {@link #rows()} reads. */
    public long upTo() {
        return snapshot.version();
    }

    /** The values of a partition field in the changed partitions, also of partitions that are empty now. */
    public <T> List<T> values(Field<T> partitionField) {
        if (!source.spec().partitionFields().contains(partitionField)) {
            throw DeltaErrors.unknownField(
                    source.name(), partitionField, source.spec().partitionFields());
        }
        Set<T> values = new LinkedHashSet<>();
        for (Map<String, String> partition : partitions) {
            PartitionValues.parse(partitionField, partition.get(partitionField.name()))
                    .ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** All rows of the changed partitions, as of {@link #upTo()}. */
    public Dataset<Row> rows() {
        return Snapshots.read(snapshot, files());
    }

    /** How many {@link #rows()} there are: from the log alone where all their files have statistics. */
    public long rowCount() {
        return source.inSession("changes", "count rows", () -> Snapshots.rows(snapshot, files()));
    }

    private List<AddFile> files() {
        return filesWhere(partitions::contains);
    }

    /** All rows that have one of the {@link #values} of a partition field, as of {@link #upTo()}. */
    Dataset<Row> rowsOf(Field<?> partitionField) {
        Set<String> changed = new HashSet<>();
        partitions.forEach(partition -> changed.add(partition.get(partitionField.name())));
        return Snapshots.read(
                snapshot, filesWhere(partition -> changed.contains(partition.get(partitionField.name()))));
    }

    private List<AddFile> filesWhere(Predicate<Map<String, String>> isChanged) {
        return source.files().of(snapshot).stream()
                .filter(file -> isChanged.test(ScalaLists.javaMap(file.partitionValues())))
                .toList();
    }

    /** Whether the table has recorded this position, or a later one, already. */
    boolean isRecordedIn(DeltaTransaction transaction, TableName follower) {
        OptionalLong progress = transaction.progressOf(streamOf(snapshot));
        if (since.isPresent() && (progress.isEmpty() || progress.getAsLong() < since.getAsLong())) {
            throw DeltaErrors.gapInChanges(follower, progress, since.getAsLong());
        }
        return progress.isPresent() && progress.getAsLong() >= upTo();
    }

    void recordIn(DeltaTransaction transaction) {
        transaction.recordProgress(streamOf(snapshot), upTo());
    }
}
