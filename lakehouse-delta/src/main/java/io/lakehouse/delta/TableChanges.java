package io.lakehouse.delta;

import io.lakehouse.core.result.ResultText;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableName;
import java.util.Collections;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of a source table that changed since a follower last recorded how far it had come. Read from the log
 * alone. A verb that {@code following(changes)} records the new position in its own commit, so that a rerun does
 * nothing and a crash loses nothing. A follower that was restored has come as far as it had in the version it was
 * restored to.
 *
 * <p>A follower that has recorded nothing yet, or whose position is no longer one of the source's commits or nothing that
 * its log reaches back to, gets every partition: those of the source, and, if it is partitioned by fields of the same
 * names, its own, so that it can empty those that the source has no longer. {@link #reason()} says which it is.
 */
public final class TableChanges {

    private static final Logger LOG = LoggerFactory.getLogger(TableChanges.class);

    private final LakehouseTable source;
    private final Snapshot snapshot;
    private final Pending pending;
    /** Whether a position that is recorded already makes no difference. */
    private final boolean isRebuild;

    private final Optional<String> verb;

    /**
     * What a follower lacks.
     *
     * @param stream what its log calls the flow
     * @param since the version it had come to; empty if it lacks everything
     * @param recordedVerb the verb that its position was recorded with, as {@link FlowPosition} has it
     */
    private record Pending(
            String stream,
            OptionalLong since,
            Set<Map<String, String>> partitions,
            String reason,
            OptionalLong recordedVerb) {}

    private TableChanges(
            LakehouseTable source, Snapshot snapshot, Pending pending, boolean isRebuild, Optional<String> verb) {
        this.source = source;
        this.snapshot = snapshot;
        this.pending = pending;
        this.isRebuild = isRebuild;
        this.verb = verb;
    }

    private TableChanges(LakehouseTable source, Snapshot snapshot, Pending pending) {
        this(source, snapshot, pending, false, Optional.empty());
    }

    /** What a follower lacks of a version, by the flow of a name. */
    static TableChanges pending(LakehouseTable source, Snapshot snapshot, LakehouseTable follower, String flow) {
        String stream = FlowPosition.stream(snapshot.metadata().id(), flow);
        StreamProgress progress = follower.files().progress(follower.snapshot());
        OptionalLong recordedVerb = FlowPosition.verb(progress, stream);
        Optional<FlowPosition> position = FlowPosition.in(progress, stream);
        Optional<String> whyEverything = whyEverything(source, follower, progress, stream, position);
        long since = position.map(FlowPosition::version).orElse(-1L);
        Optional<Set<Map<String, String>>> changed =
                whyEverything.isPresent() ? Optional.empty() : changedSince(snapshot, since);
        return new TableChanges(
                source,
                snapshot,
                changed.map(partitions -> new Pending(
                                stream,
                                OptionalLong.of(since),
                                partitions,
                                "changed since version " + since,
                                recordedVerb))
                        .orElseGet(() -> everything(
                                source,
                                snapshot,
                                follower,
                                stream,
                                whyEverything.orElse("the log of " + source.name()
                                        + " no longer tells what changed since version " + since),
                                recordedVerb)));
    }

    /** Why a recorded position is of no use; empty if it is. */
    private static Optional<String> whyEverything(
            LakehouseTable source,
            LakehouseTable follower,
            StreamProgress progress,
            String stream,
            Optional<FlowPosition> position) {
        if (position.isEmpty()) {
            return Optional.of(
                    progress.isUncertain(stream)
                            ? "nothing tells whether " + follower.name()
                                    + " was restored since it recorded its position"
                            : follower.name() + " has no position yet");
        }
        OptionalLong recorded = position.get().commit();
        OptionalLong commit = CommitLog.identity(source.log(), position.get().version());
        if (commit.isPresent() && commit.equals(recorded)) {
            return Optional.empty();
        }
        return Optional.of("version " + position.get().version() + ", to which " + follower.name() + " had come, "
                + (recorded.isEmpty()
                        ? "was recorded without its commit"
                        : commit.isEmpty()
                                ? "is no longer in the log of " + source.name()
                                : "is no longer the same commit of " + source.name()));
    }

    /** All of a version, whatever the follower has come to. */
    static TableChanges rebuild(LakehouseTable source, Snapshot snapshot, LakehouseTable follower, String flow) {
        String stream = FlowPosition.stream(snapshot.metadata().id(), flow);
        Pending all = everything(source, snapshot, follower, stream, "asked to rebuild", OptionalLong.empty());
        return new TableChanges(source, snapshot, all, true, Optional.empty());
    }

    /** The partitions of the source, and those that the follower has and the source has no longer. */
    private static Pending everything(
            LakehouseTable source,
            Snapshot snapshot,
            LakehouseTable follower,
            String stream,
            String reason,
            OptionalLong recordedVerb) {
        Set<Map<String, String>> partitions = partitionsOf(source, snapshot);
        if (Fields.names(follower.spec().partitionFields())
                .equals(Fields.names(source.spec().partitionFields()))) {
            partitions.addAll(partitionsOf(follower, follower.snapshot()));
        }
        LOG.info("{} follows all of {}: {}", follower.name(), source.name(), reason);
        return new Pending(stream, OptionalLong.empty(), partitions, reason, recordedVerb);
    }

    /** What changed for any of several followers of one version. */
    static TableChanges union(List<TableChanges> changes) {
        TableChanges first = changes.get(0);
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        changes.forEach(each -> partitions.addAll(each.partitions()));
        return new TableChanges(
                first.source,
                first.snapshot,
                new Pending(
                        first.stream(),
                        OptionalLong.empty(),
                        partitions,
                        "changed for one of several followers",
                        OptionalLong.empty()));
    }

    static TableChanges since(LakehouseTable source, long version) {
        Snapshot snapshot = source.snapshot();
        if (version < 0 || version > snapshot.version()) {
            throw DeltaErrors.unknownVersion(source.name(), version, snapshot.version());
        }
        return new TableChanges(
                source,
                snapshot,
                new Pending(
                        FlowPosition.stream(snapshot.metadata().id(), ""),
                        OptionalLong.of(version),
                        changedSince(snapshot, version)
                                .orElseThrow(() -> DeltaErrors.expiredChanges(source.name(), version)),
                        "changed since version " + version,
                        OptionalLong.empty()));
    }

    /** The changed partitions, or empty if the log no longer holds every commit since then. */
    private static Optional<Set<Map<String, String>>> changedSince(Snapshot snapshot, long since) {
        PartitionValues values = PartitionValues.in(snapshot);
        Set<Map<String, String>> changed = new LinkedHashSet<>();
        boolean[] isTold = {since <= snapshot.version()};
        boolean isWhole = CommitLog.replay(snapshot.deltaLog(), since + 1, snapshot.version(), commit -> {
            for (Action action : commit.actions()) {
                if (action instanceof AddFile add && add.dataChange()) {
                    changed.add(values.of(add));
                } else if (action instanceof RemoveFile remove && remove.dataChange()) {
                    if (remove.partitionValues() == null) {
                        // Written by an engine that does not say which partition the file was of.
                        isTold[0] = false;
                    } else {
                        changed.add(values.of(remove.partitionValues()));
                    }
                }
            }
        });
        return isWhole && isTold[0] ? Optional.of(changed) : Optional.empty();
    }

    private static Set<Map<String, String>> partitionsOf(LakehouseTable table, Snapshot snapshot) {
        PartitionValues values = PartitionValues.in(snapshot);
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        table.files().of(snapshot).forEach(file -> partitions.add(values.of(file)));
        return partitions;
    }

    /** To be recorded with the verb that a flow runs by. */
    TableChanges by(String flowVerb) {
        return new TableChanges(source, snapshot, pending, isRebuild, Optional.of(flowVerb));
    }

    /** Whether a flow of the same position has been run by another verb. */
    boolean isOfOtherVerb(String flowVerb) {
        return pending.recordedVerb().isPresent() && pending.recordedVerb().getAsLong() != FlowPosition.hash(flowVerb);
    }

    /** What the follower's log calls the flow. */
    String stream() {
        return pending.stream();
    }

    /**
     * The changed partitions, each by column name and as text, null for NULL: {@code 1} and {@code 2025-03-04} whatever
     * form a converted table has in its log. Of an unpartitioned table one, empty.
     */
    public Set<Map<String, String>> partitions() {
        return Collections.unmodifiableSet(pending.partitions());
    }

    /** Whether nothing has changed, so that there is nothing to do. */
    public boolean isEmpty() {
        return pending.partitions().isEmpty();
    }

    /** Why these partitions. */
    public String reason() {
        return pending.reason();
    }

    /** The version of the source up to which the follower had come; empty if it gets every partition. */
    public OptionalLong since() {
        return pending.since();
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
        for (Map<String, String> partition : partitions()) {
            PartitionValues.parse(partitionField, partition.get(partitionField.name()))
                    .ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** All rows of the changed partitions, as of {@link #upTo()}. */
    public Dataset<Row> rows() {
        return read(files());
    }

    /** How many {@link #rows()} there are: from the log alone where all their files have statistics. */
    public long rowCount() {
        return source.inSession("changes", "count rows", () -> Snapshots.rows(source.verbs(), snapshot, files()));
    }

    private List<AddFile> files() {
        return filesWhere(pending.partitions()::contains);
    }

    /** All rows that have one of the {@link #values} of a partition field, as of {@link #upTo()}. */
    Dataset<Row> rowsOf(Field<?> partitionField) {
        Set<String> changed = new HashSet<>();
        partitions().forEach(partition -> changed.add(partition.get(partitionField.name())));
        return read(filesWhere(partition -> changed.contains(partition.get(partitionField.name()))));
    }

    /** Rows of the source, but none. */
    Dataset<Row> noRows() {
        return read(List.of());
    }

    /** For the caller's session, in which a transformation may look for other tables. */
    private Dataset<Row> read(List<AddFile> files) {
        return source.inSession("changes", "read", () -> Snapshots.read(source.callers(), snapshot, files));
    }

    private List<AddFile> filesWhere(Predicate<Map<String, String>> isChanged) {
        PartitionValues values = PartitionValues.in(snapshot);
        return source.files().of(snapshot).stream()
                .filter(file -> isChanged.test(values.of(file)))
                .toList();
    }

    /** Whether the table has recorded this position, or a later one, already. */
    boolean isRecordedIn(DeltaTransaction transaction, TableName follower) {
        Optional<FlowPosition> recorded = FlowPosition.in(transaction.progressOf(stream()), stream());
        if (since().isPresent()
                && recorded.map(position -> position.version() < since().getAsLong())
                        .orElse(true)) {
            throw DeltaErrors.gapInChanges(
                    follower,
                    recorded.map(position -> OptionalLong.of(position.version()))
                            .orElse(OptionalLong.empty()),
                    since().getAsLong());
        }
        return !isRebuild
                && recorded.filter(position -> position.version() >= upTo()
                                && position.commit().isPresent()
                                && position.commit().equals(CommitLog.identity(source.log(), position.version())))
                        .isPresent();
    }

    void recordIn(DeltaTransaction transaction) {
        new FlowPosition(stream(), upTo(), CommitLog.identity(snapshot.deltaLog(), upTo())).recordIn(transaction);
        verb.ifPresent(flowVerb -> FlowPosition.recordVerb(transaction, stream(), flowVerb));
    }

    @Override
    public String toString() {
        return "changes of " + source.name() + " up to version " + upTo() + ": "
                + ResultText.list(partitions().stream().map(Object::toString).toList()) + " (" + reason() + ")";
    }
}
