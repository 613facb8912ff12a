package io.lakehouse.crypto.market;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One answer of {@code /coins/markets}, or several pages that were asked for together. Executors of a cluster get it
 * serialised.
 */
public interface Payload extends Serializable {

    /** What identifies the answer: the same one again has the same id. */
    String batchId();

    /** The instant it describes. */
    Instant observedAt();

    /** Where it came from, for people. */
    String source();

    /** The JSON text of each element exactly as received; nothing is known about the elements yet. */
    List<String> records();

    /** The same for another machine, which cannot read the files of this one. */
    default Payload materialized() {
        return this;
    }
}
