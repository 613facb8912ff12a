package io.lakehouse.delta.flow;

import io.lakehouse.core.table.Fields;
import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.LogErrors;
import io.lakehouse.delta.log.PartitionValues;
import io.lakehouse.delta.log.RemovedFile;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes in a version of the source that a follower has not seen yet, derived from the logs of both tables.
 *
 * @param stream the name of the flow in the follower's log
 * @param since the version of the source that the follower has reached; empty if it has to read everything
 * @param partitions the partitions that changed since then
 * @param reason why these partitions were selected
 * @param recordedVerb the verb recorded with the position, as the hash that {@link FlowPosition} records
 */
record FollowerLag(
        String stream,
        OptionalLong since,
        Set<Map<String, String>> partitions,
        String reason,
        OptionalLong recordedVerb) {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerLag.class);

    /** The lag of one flow, identified by its name. */
    static FollowerLag of(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        String stream = FlowPosition.stream(snapshot.tableId(), flow);
        StreamProgress progress = follower.snapshot().progress();
        OptionalLong recordedVerb = FlowPosition.verb(progress, stream);
        Optional<FlowPosition> position = FlowPosition.in(progress, stream);
        Optional<String> whyEverything = whyEverything(source, snapshot, follower, progress, stream, position);
        if (whyEverything.isPresent()) {
            return everything(source, snapshot, follower, stream, whyEverything.get(), recordedVerb);
        }
        long since = position.orElseThrow().version();
        return changedSince(snapshot, since)
                .map(partitions -> new FollowerLag(
                        stream, OptionalLong.of(since), partitions, "changed since version " + since, recordedVerb))
                .orElseGet(() -> everything(
                        source,
                        snapshot,
                        follower,
                        stream,
                        "the log of " + source.name() + " no longer shows what changed since version " + since,
                        recordedVerb));
    }

    /** Why a recorded position cannot be used; empty if it can. */
    private static Optional<String> whyEverything(
            TableLog source,
            TableSnapshot snapshot,
            TableLog follower,
            StreamProgress progress,
            String stream,
            Optional<FlowPosition> position) {
        if (position.isEmpty()) {
            return Optional.of(
                    progress.isUncertain(stream)
                            ? "it is unknown whether " + follower.name()
                                    + " was restored since it recorded its position"
                            : follower.name() + " has no position yet");
        }
        OptionalLong recorded = position.get().commit();
        OptionalLong commit = snapshot.identityOf(position.get().version());
        if (commit.isPresent() && commit.equals(recorded)) {
            return Optional.empty();
        }
        return Optional.of("version " + position.get().version() + ", which " + follower.name() + " had reached, "
                + (recorded.isEmpty()
                        ? "was recorded without its commit"
                        : commit.isEmpty()
                                ? "is no longer in the log of " + source.name()
                                : "is no longer the same commit of " + source.name()));
    }

    /** Everything in a version, regardless of the follower's position. */
    static FollowerLag all(TableLog source, TableSnapshot snapshot, TableLog follower, String flow) {
        String stream = FlowPosition.stream(snapshot.tableId(), flow);
        return everything(source, snapshot, follower, stream, "asked to rebuild", OptionalLong.empty());
    }

    /** All partitions of the source, and those of the follower that no longer exist in the source. */
    private static FollowerLag everything(
            TableLog source,
            TableSnapshot snapshot,
            TableLog follower,
            String stream,
            String reason,
            OptionalLong recordedVerb) {
        Set<Map<String, String>> partitions = partitionsOf(snapshot);
        if (String.join("/", Fields.names(follower.spec().partitionFields()))
                .equalsIgnoreCase(String.join("/", Fields.names(source.spec().partitionFields())))) {
            partitions.addAll(partitionsOf(follower.snapshot()));
        }
        LOG.info("{} follows all of {}: {}", follower.name(), source.name(), reason);
        return new FollowerLag(stream, OptionalLong.empty(), partitions, reason, recordedVerb);
    }

    /** The partitions that changed for at least one of several followers. */
    static FollowerLag union(List<FollowerLag> lags) {
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        lags.forEach(each -> partitions.addAll(each.partitions()));
        return new FollowerLag(
                lags.get(0).stream(),
                OptionalLong.empty(),
                partitions,
                "changed for one of several followers",
                OptionalLong.empty());
    }

    /** The changes after a version, independent of any follower. */
    static FollowerLag since(TableLog source, TableSnapshot snapshot, long version) {
        if (version < 0 || version > snapshot.version()) {
            throw LogErrors.unknownVersion(source.name(), version, snapshot.version());
        }
        return new FollowerLag(
                FlowPosition.stream(snapshot.tableId(), ""),
                OptionalLong.of(version),
                changedSince(snapshot, version).orElseThrow(() -> FlowErrors.expiredChanges(source.name(), version)),
                "changed since version " + version,
                OptionalLong.empty());
    }

    /** The changed partitions; empty if the log no longer contains every commit since then. */
    private static Optional<Set<Map<String, String>>> changedSince(TableSnapshot snapshot, long since) {
        PartitionValues values = PartitionValues.in(snapshot);
        Set<Map<String, String>> changed = new LinkedHashSet<>();
        boolean[] hasPartitions = {since <= snapshot.version()};
        boolean isComplete = snapshot.replay(since + 1, snapshot.version(), commit -> {
            commit.added().stream().filter(DataFile::isDataChange).forEach(file -> changed.add(values.of(file)));
            for (RemovedFile file : commit.removed()) {
                if (file.isDataChange() && file.hasPartition()) {
                    changed.add(values.of(file));
                } else if (file.isDataChange()) {
                    hasPartitions[0] = false;
                }
            }
        });
        return isComplete && hasPartitions[0] ? Optional.of(changed) : Optional.empty();
    }

    private static Set<Map<String, String>> partitionsOf(TableSnapshot snapshot) {
        PartitionValues values = PartitionValues.in(snapshot);
        Set<Map<String, String>> partitions = new LinkedHashSet<>();
        snapshot.files().forEach(file -> partitions.add(values.of(file)));
        return partitions;
    }
}
