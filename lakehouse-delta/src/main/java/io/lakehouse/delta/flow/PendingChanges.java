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

/** The partitions of one version of a table that a follower has not seen as they are, and the position that it records. */
public final class PendingChanges {

    private final TableLog source;
    private final TableSnapshot snapshot;
    private final FollowerLag lag;
    /** Whether a position that is recorded already makes no difference. */
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

    /** What a follower lacks of a version, by the flow of a name. */
    public static PendingChanges of(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        return new PendingChanges(source, snapshot, FollowerLag.of(source, snapshot, follower, flow));
    }

    /** All of a version, whatever the follower has come to. */
    public static PendingChanges rebuild(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        FollowerLag all = FollowerLag.all(source, snapshot, follower, flow);
        return new PendingChanges(source, snapshot, all, true, Optional.empty());
    }

    /** What changed for any of several followers of one version. */
    public static PendingChanges union(List<PendingChanges> changes) {
        PendingChanges first = changes.get(0);
        FollowerLag any =
                FollowerLag.union(changes.stream().map(each -> each.lag).toList());
        return new PendingChanges(first.source, first.snapshot, any);
    }

    /** What changed after a version, whoever follows. */
    public static PendingChanges since(TableLog source, long version) {
        TableSnapshot snapshot = source.snapshot();
        return new PendingChanges(source, snapshot, FollowerLag.since(source, snapshot, version));
    }

    /** To be recorded with the verb that a flow runs by. */
    public PendingChanges by(String flowVerb) {
        return new PendingChanges(source, snapshot, lag, isRebuild, Optional.of(flowVerb));
    }

    /** Whether a flow of the same position has been run by another verb. */
    public boolean isOfOtherVerb(String flowVerb) {
        return lag.recordedVerb().isPresent() && lag.recordedVerb().getAsLong() != FlowPosition.hash(flowVerb);
    }

    /** What the follower's log calls the flow. */
    public String stream() {
        return lag.stream();
    }

    /** The changed partitions, as {@link PartitionValues} has them. */
    public Set<Map<String, String>> partitions() {
        return Collections.unmodifiableSet(lag.partitions());
    }

    /** Whether nothing has changed, so that there is nothing to do. */
    public boolean isEmpty() {
        return lag.partitions().isEmpty();
    }

    /** Why these partitions. */
    public String reason() {
        return lag.reason();
    }

    /** The version of the source up to which the follower had come; empty if it gets every partition. */
    public OptionalLong since() {
        return lag.since();
    }

    /** The version of the source that {@link #rows()} reads. */
    public long upTo() {
        return snapshot.version();
    }

    /** The values of a partition field in the changed partitions, also of partitions that are empty now. */
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

    /** How many {@link #rows()} there are: from the log alone where all their files have statistics. */
    public long rowCount() {
        return source.inSession("changes", "count rows", () -> snapshot.rows(source.verbs(), files()));
    }

    private List<DataFile> files() {
        return filesWhere(lag.partitions()::contains);
    }

    /** All rows that have one of the {@link #values} of a partition field, as of {@link #upTo()}. */
    public Dataset<Row> rowsOf(Field<?> partitionField) {
        Set<String> changed = new HashSet<>();
        partitions().forEach(partition -> changed.add(partition.get(partitionField.name())));
        return read(filesWhere(partition -> changed.contains(partition.get(partitionField.name()))));
    }

    /** Rows of the source, but none. */
    public Dataset<Row> noRows() {
        return read(List.of());
    }

    /** For the caller's session, in which a transformation may look for other tables. */
    private Dataset<Row> read(List<DataFile> files) {
        return source.inSession("changes", "read", () -> snapshot.read(source.callers(), files));
    }

    private List<DataFile> filesWhere(Predicate<Map<String, String>> isChanged) {
        PartitionValues values = PartitionValues.in(snapshot);
        return snapshot.files().stream()
                .filter(file -> isChanged.test(values.of(file)))
                .toList();
    }

    /** Whether the table has recorded this position, or a later one, already. */
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
