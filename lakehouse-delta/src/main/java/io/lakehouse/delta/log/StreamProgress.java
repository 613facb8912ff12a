package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.Snapshot;

/**
 * How far the streams of a table have come by one version of it: the names of batches and the positions of flows, which
 * commits record as transaction ids of Delta's log.
 *
 * <p>Delta keeps such an id for ever, even when RESTORE has taken back the commit that brought it (delta-io/delta
 * 1813). Here it counts only as long as that commit is part of what the table is now: see {@link Lineage}. Each commit of
 * these verbs notes up to which version that was looked at ({@link StreamRecords#CHECKED}) and sets right what is recorded otherwise
 * ({@link #corrections}), so that nobody has to read further back than to the last of them.
 */
public final class StreamProgress {

    private final Map<String, Long> recorded;
    private final Map<String, Long> valid;

    private StreamProgress(Map<String, Long> recorded, Map<String, Long> valid) {
        this.recorded = recorded;
        this.valid = valid;
    }

    /** As recorded by commits all of which are part of the table. */
    static StreamProgress asRecorded(Map<String, Long> recorded) {
        return new StreamProgress(recorded, recorded);
    }

    /** By a snapshot whose state has these records. */
    static StreamProgress at(Snapshot snapshot, Map<String, Long> recorded) {
        return recorded.isEmpty()
                ? asRecorded(recorded)
                : new StreamProgress(
                        recorded,
                        new Lineage(
                                        snapshot,
                                        recorded.getOrDefault(StreamRecords.CHECKED, -1L),
                                        older -> at(older).valid())
                                .valid(recorded));
    }

    /** By a snapshot that nothing is known of. */
    static StreamProgress at(Snapshot snapshot) {
        Map<String, Long> recorded = new HashMap<>();
        ScalaLists.list(snapshot.setTransactions()).forEach(stream -> StreamRecords.collect(stream, recorded));
        return at(snapshot, recorded);
    }

    /** After a commit that is no {@linkplain Lineage#mayBreak break}. */
    StreamProgress after(Commit commit) {
        Map<String, Long> newer = new HashMap<>();
        commit.actions().forEach(action -> StreamRecords.collect(action, newer));
        if (newer.isEmpty()) {
            return this;
        }
        Map<String, Long> laterRecorded = new HashMap<>(recorded);
        Map<String, Long> laterValid = new HashMap<>(valid);
        laterRecorded.putAll(newer);
        laterValid.putAll(newer);
        return new StreamProgress(laterRecorded, laterValid);
    }

    /** How far a stream has come; empty if it never began, was taken back, or is {@linkplain #isUncertain uncertain}. */
    public OptionalLong of(String stream) {
        long version = version(stream);
        return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** Whether the stream once began, and nothing tells whether the commit that says so is still part of the table. */
    public boolean isUncertain(String stream) {
        return version(stream) == StreamRecords.UNCERTAIN;
    }

    private long version(String stream) {
        return valid.getOrDefault(stream, StreamRecords.TAKEN_BACK);
    }

    /** How far each stream has come, or {@link StreamRecords#TAKEN_BACK}, or {@link StreamRecords#UNCERTAIN}. */
    Map<String, Long> valid() {
        return valid;
    }

    boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** What to record so that all streams hold as they are recorded. */
    Map<String, Long> corrections() {
        Map<String, Long> corrections = new HashMap<>();
        recorded.forEach((stream, version) -> {
            if (!stream.equals(StreamRecords.CHECKED) && version(stream) != version) {
                corrections.put(stream, version(stream));
            }
        });
        return corrections;
    }
}
