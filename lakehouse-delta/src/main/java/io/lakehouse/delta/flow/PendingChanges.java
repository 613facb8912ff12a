package io.lakehouse.delta.flow;

import io.lakehouse.core.result.ResultText;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.LogErrors;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
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

/**
 * The partitions in one version of the source whose current state a follower has not seen, and the position that the
 * follower records after processing them.
 */
public final class PendingChanges implements SourcePosition {

    private final TableLog source;
    private final TableSnapshot snapshot;
    private final FollowerLag lag;
    /** Whether to process the changes even if their position has already been recorded. */
    private final boolean isRebuild;

    private final Optional<String> verb;

    private PendingChanges(
            TableLog source, TableSnapshot snapshot, FollowerLag lag, boolean isRebuild, Optional<String> verb) {
        this.source = source;
        this.snapshot = snapshot;
        this.lag = lag;
        this.isRebuild = isRebuild;
        this.verb = verb;
    }

    private PendingChanges(TableLog source, TableSnapshot snapshot, FollowerLag lag) {
        this(source, snapshot, lag, false, Optional.empty());
    }

    /** The changes in a version that a follower has not seen yet, for the flow with this name. */
    public static PendingChanges of(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        return new PendingChanges(source, snapshot, FollowerLag.of(source, snapshot, follower, flow));
    }

    /** Everything in a version, regardless of the follower's position. */
    public static PendingChanges rebuild(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        FollowerLag all = FollowerLag.all(source, snapshot, follower, flow);
        return new PendingChanges(source, snapshot, all, true, Optional.empty());
    }

    /** The partitions of one version that changed for at least one of several followers. */
    public static PendingChanges union(List<PendingChanges> changes) {
        PendingChanges first = changes.get(0);
        FollowerLag any =
                FollowerLag.union(changes.stream().map(each -> each.lag).toList());
        return new PendingChanges(first.source, first.snapshot, any);
    }

    /** The changes after a version, independent of any follower. */
    public static PendingChanges since(TableLog source, long version) {
        TableSnapshot snapshot = source.snapshot();
        return new PendingChanges(source, snapshot, FollowerLag.since(source, snapshot, version));
    }

    /** The same changes, to be recorded together with the verb that the flow runs. */
    public PendingChanges by(String flowVerb) {
        return new PendingChanges(source, snapshot, lag, isRebuild, Optional.of(flowVerb));
    }

    /** Whether the position was recorded by a flow that runs a different verb. */
    public boolean isOfOtherVerb(String flowVerb) {
        return lag.recordedVerb().isPresent() && lag.recordedVerb().getAsLong() != FlowPosition.hash(flowVerb);
    }

    /** The name of the flow in the follower's log. */
    public String stream() {
        return lag.stream();
    }

    /** The changed partitions, in the representation of {@link PartitionValues}. */
    public Set<Map<String, String>> partitions() {
        return Collections.unmodifiableSet(lag.partitions());
    }

    /** Whether there are no changes to process. */
    public boolean isEmpty() {
        return lag.partitions().isEmpty();
    }

    /** Why these partitions were selected. */
    public String reason() {
        return lag.reason();
    }

    /** The version of the source that the follower had reached; empty if it gets every partition. */
    public OptionalLong since() {
        return lag.since();
    }

    /** The version of the source that {@link #rows()} reads. */
    public long upTo() {
        return snapshot.version();
    }

    /** The values of a partition field in the changed partitions, including partitions that are empty now. */
    public <T> List<T> values(Field<T> partitionField) {
        if (!source.spec().partitionFields().contains(partitionField)) {
            throw LogErrors.unknownField(
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

    /** The number of {@link #rows()}, read from the log alone if all their files have statistics. */
    public long rowCount() {
        return source.inSession("changes", "count rows", () -> snapshot.rows(source.verbSession(), files()));
    }

    private List<DataFile> files() {
        return filesWhere(lag.partitions()::contains);
    }

    /** All rows whose partition field has one of the changed {@link #values}, as of {@link #upTo()}. */
    public Dataset<Row> rowsOf(Field<?> partitionField) {
        Set<String> changed = new HashSet<>();
        partitions().forEach(partition -> changed.add(partition.get(partitionField.name())));
        return read(filesWhere(partition -> changed.contains(partition.get(partitionField.name()))));
    }

    /** An empty dataset with the columns of the source. */
    public Dataset<Row> noRows() {
        return read(List.of());
    }

    /** Reads in the caller's session, where a transformation may look up other tables. */
    private Dataset<Row> read(List<DataFile> files) {
        return source.inSession("changes", "read", () -> snapshot.read(source.callerSession(), files));
    }

    private List<DataFile> filesWhere(Predicate<Map<String, String>> isChanged) {
        PartitionValues values = PartitionValues.in(snapshot);
        return snapshot.files().stream()
                .filter(file -> isChanged.test(values.of(file)))
                .toList();
    }

    /** Whether the follower has already recorded this position or a later one. */
    @Override
    public boolean isRecordedIn(DeltaTransaction transaction, TableName follower) {
        Optional<FlowPosition> recorded = FlowPosition.in(transaction.progressOf(stream()), stream());
        if (since().isPresent()
                && recorded.map(position -> position.version() < since().getAsLong())
                        .orElse(true)) {
            throw FlowErrors.gapInChanges(
                    follower,
                    recorded.map(position -> OptionalLong.of(position.version()))
                            .orElse(OptionalLong.empty()),
                    since().getAsLong());
        }
        return !isRebuild
                && recorded.filter(position -> position.version() >= upTo()
                                && position.commit().isPresent()
                                && position.commit().equals(snapshot.identityOf(position.version())))
                        .isPresent();
    }

    @Override
    public boolean isRecordedAlone() {
        return true;
    }

    @Override
    public void recordIn(DeltaTransaction transaction) {
        new FlowPosition(stream(), upTo(), snapshot.identity()).recordIn(transaction);
        verb.ifPresent(flowVerb -> FlowPosition.recordVerb(transaction, stream(), flowVerb));
    }

    @Override
    public String toString() {
        return "changes of " + source.name() + " up to version " + upTo() + ": "
                + ResultText.list(partitions().stream().map(Object::toString).toList()) + " (" + reason() + ")";
    }
}
