package io.lakehouse.crypto.market;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One response of {@code /coins/markets}, or several pages that were fetched together. On a cluster it is serialised
 * and sent to the executors.
 */
public interface Payload extends Serializable {

    /** The id of the batch: the same response always has the same id. */
    String batchId();

    /** The instant that the payload describes. */
    Instant observedAt();

    /** The origin of the payload, for people. */
    String source();

    /** The JSON text of each element exactly as received. The elements are not validated. */
    List<String> records();

    /** This payload including its records, for another machine that cannot read the files of this one. */
    default Payload materialized() {
        return this;
    }
}
