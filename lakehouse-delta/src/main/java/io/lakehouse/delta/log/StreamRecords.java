package io.lakehouse.delta.log;

import java.util.Map;
import org.apache.spark.sql.delta.actions.SetTransaction;

/**
 * The streams that the verbs record in Delta's log as transaction ids: batch names, flow positions, and which listing
 * of companion rows counts.
 */
public final class StreamRecords {

    /** The name prefix of streams that are batches. */
    public static final String BATCH = "batch:";

    /** The name prefix of streams that are flow positions. */
    public static final String FLOW = "follow:";

    /** The name prefix of streams that are streaming queries. */
    public static final String QUERY = "query:";

    /** The name prefix of streams whose progress is the number of a listing of {@linkplain CompanionFiles files}. */
    static final String COMPANION = "lakehouse:files:";

    /**
     * The stream that records the version read by the last data commit of the verbs. Up to that version, the recorded
     * progress of the other streams is valid.
     */
    static final String CHECKED = "lakehouse:checked";

    /** Progress that was never recorded, or whose commit has been undone. */
    static final long UNDONE = -1;

    /** Progress was recorded, but it is unknown whether that commit is still part of the table. */
    static final long UNCERTAIN = -2;

    private StreamRecords() {}

    /** Collects the stream recorded by an action, if it is one of the verbs' own and not another engine's. */
    static void collect(Object action, Map<String, Long> streams) {
        if (action instanceof SetTransaction stream
                && (stream.appId().startsWith(BATCH)
                        || stream.appId().startsWith(FLOW)
                        || stream.appId().startsWith(QUERY)
                        || stream.appId().startsWith(COMPANION)
                        || stream.appId().equals(CHECKED))) {
            streams.put(stream.appId(), stream.version());
        }
    }
}
