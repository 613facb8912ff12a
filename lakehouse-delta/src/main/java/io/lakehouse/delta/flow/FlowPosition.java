package io.lakehouse.delta.flow;

import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a table has followed another: to a version of it, and to which commit that was, since a table that was put back
 * from a backup counts its versions anew.
 *
 * @param stream what the follower's log calls the flow
 */
record FlowPosition(String stream, long version, OptionalLong commit) {

    private static final String COMMIT = "#commit";
    private static final String VERB = "#verb";

    /**
     * The flow of a name from a source.
     *
     * @param sourceId the table's own id: one that was dropped and created anew is followed from the beginning
     * @param name empty for the only flow between two tables
     */
    static String stream(String sourceId, String name) {
        return StreamRecords.FLOW + sourceId + (name.isEmpty() ? "" : ":" + name);
    }

    /** What a table has recorded of a flow; empty if it has not, or if that is uncertain. */
    static Optional<FlowPosition> in(StreamProgress progress, String stream) {
        OptionalLong version = progress.of(stream);
        return version.isPresent()
                ? Optional.of(new FlowPosition(stream, version.getAsLong(), progress.of(stream + COMMIT)))
                : Optional.empty();
    }

    /** The verb that a flow was run by; empty if it was not said. */
    static OptionalLong verb(StreamProgress progress, String stream) {
        return progress.of(stream + VERB);
    }

    void recordIn(DeltaTransaction transaction) {
        transaction.recordProgress(stream, version);
        commit.ifPresent(identity -> transaction.recordProgress(stream + COMMIT, identity));
    }

    static void recordVerb(DeltaTransaction transaction, String stream, String verb) {
        transaction.recordProgress(stream + VERB, hash(verb));
    }

    /** As recorded. */
    static long hash(String verb) {
        return Integer.toUnsignedLong(verb.hashCode());
    }
}
