package io.lakehouse.delta.flow;

import io.lakehouse.delta.log.DeltaTransaction;
import io.lakehouse.delta.log.StreamProgress;
import io.lakehouse.delta.log.StreamRecords;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The position of a follower in its source: a version of the source and the identity of the commit that created it. The
 * version alone is not enough because a table restored from a backup reuses version numbers.
 *
 * @param stream the name of the flow in the follower's log
 */
record FlowPosition(String stream, long version, OptionalLong commit) {

    private static final String COMMIT = "#commit";
    private static final String VERB = "#verb";

    /**
     * The name under which the follower's log records a flow from a source.
     *
     * @param sourceId the source table's own id; a table that was dropped and recreated has a new id and is followed
     *     from the beginning
     * @param name the name of the flow; empty if it is the only one between the two tables
     */
    static String stream(String sourceId, String name) {
        return StreamRecords.FLOW + sourceId + (name.isEmpty() ? "" : ":" + name);
    }

    /** The recorded position of a flow; empty if there is none or if it is uncertain. */
    static Optional<FlowPosition> in(StreamProgress progress, String stream) {
        OptionalLong version = progress.of(stream);
        return version.isPresent()
                ? Optional.of(new FlowPosition(stream, version.getAsLong(), progress.of(stream + COMMIT)))
                : Optional.empty();
    }

    /** The hash of the verb that the flow was run with; empty if it was not recorded. */
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

    /** The form in which a verb is recorded. */
    static long hash(String verb) {
        return Integer.toUnsignedLong(verb.hashCode());
    }
}
