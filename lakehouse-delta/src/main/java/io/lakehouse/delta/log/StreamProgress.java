package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.Snapshot;

/**
 * The progress of a table's streams in one version: batch names and flow positions, which commits record as transaction
 * ids in Delta's log.
 *
 * <p>Delta keeps a transaction id forever, even after RESTORE has undone the commit that recorded it (delta-io/delta
 * 1813). Here an id counts only while that commit is still part of the table; see {@link Lineage}. Each data commit of
 * the verbs records the version up to which this was checked ({@link StreamRecords#CHECKED}) and corrects the records
 * that no longer hold ({@link #corrections}). The next check therefore has to read back only to that version.
 */
public final class StreamProgress {

    private final Map<String, Long> recorded;
    private final Map<String, Long> valid;

    private StreamProgress(Map<String, Long> recorded, Map<String, Long> valid) {
        this.recorded = recorded;
        this.valid = valid;
    }

    /** The progress recorded by commits that are all part of the table. */
    static StreamProgress asRecorded(Map<String, Long> recorded) {
        return new StreamProgress(recorded, recorded);
    }

    /** The progress in a snapshot whose state contains these records. */
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

    /** The progress in a snapshot that is not cached. */
    static StreamProgress at(Snapshot snapshot) {
        Map<String, Long> recorded = new HashMap<>();
        ScalaLists.list(snapshot.setTransactions()).forEach(stream -> StreamRecords.collect(stream, recorded));
        return at(snapshot, recorded);
    }

    /** The progress after a commit that is not a {@linkplain Lineage#mayBreak break}. */
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

    /** A stream's progress; empty if it never started, was undone, or is {@linkplain #isUncertain uncertain}. */
    public OptionalLong of(String stream) {
        long version = version(stream);
        return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** Whether progress was recorded, but it is unknown whether that commit is still part of the table. */
    public boolean isUncertain(String stream) {
        return version(stream) == StreamRecords.UNCERTAIN;
    }

    /** What was recorded of a stream, valid or not. */
    long recorded(String stream) {
        return recorded.getOrDefault(stream, StreamRecords.UNDONE);
    }

    private long version(String stream) {
        return valid.getOrDefault(stream, StreamRecords.UNDONE);
    }

    /** The progress of each stream, or {@link StreamRecords#UNDONE}, or {@link StreamRecords#UNCERTAIN}. */
    Map<String, Long> valid() {
        return valid;
    }

    boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** What to record so that the recorded progress of all streams is valid again. */
    Map<String, Long> corrections() {
        Map<String, Long> corrections = new HashMap<>();
        recorded.forEach((stream, version) -> {
            // A listing that is uncertain is used as it was recorded.
            boolean isKept = stream.startsWith(StreamRecords.COMPANION) && isUncertain(stream);
            if (!stream.equals(StreamRecords.CHECKED) && !isKept && version(stream) != version) {
                corrections.put(stream, version(stream));
            }
        });
        return corrections;
    }
}
