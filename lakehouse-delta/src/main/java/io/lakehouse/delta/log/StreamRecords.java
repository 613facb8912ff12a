package io.lakehouse.delta.log;

import java.util.Map;
import org.apache.spark.sql.delta.actions.SetTransaction;

/** The streams that verbs record in Delta's log as transaction ids: names of batches and positions of flows. */
public final class StreamRecords {

    /** What the names of streams begin with that are batches. */
    public static final String BATCH = "batch:";

    /** What the names of streams begin with that are positions of flows. */
    public static final String FLOW = "follow:";

    /**
     * The stream whose progress is the version that the last commit of these verbs had read: up to there, the others hold as
     * they are recorded.
     */
    static final String CHECKED = "lakehouse:checked";

    static final long TAKEN_BACK = -1;
    /** Recorded once, and nothing tells whether that commit is still part of the table. */
    static final long UNCERTAIN = -2;

    private StreamRecords() {}

    /** The streams of these verbs, and no other engine's, among those that an action records. */
    static void collect(Object action, Map<String, Long> streams) {
        if (action instanceof SetTransaction stream
                && (stream.appId().startsWith(BATCH)
                        || stream.appId().startsWith(FLOW)
                        || stream.appId().equals(CHECKED))) {
            streams.put(stream.appId(), stream.version());
        }
    }
}
