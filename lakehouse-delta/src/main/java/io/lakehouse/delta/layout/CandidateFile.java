package io.lakehouse.delta.layout;

import io.lakehouse.delta.log.LayoutTag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A data file as the planner sees it.
 *
 * @param deletedRows fraction of its rows that a deletion vector marks as deleted, 0 to 1
 * @param isForeign whether another implementation clustered the file; such a file is left to that implementation
 */
record CandidateFile(
        String path,
        Map<String, String> partition,
        long bytes,
        Instant written,
        double deletedRows,
        Optional<LayoutTag> tag,
        boolean isForeign) {

    long liveBytes() {
        return Math.round(bytes * (1 - deletedRows));
    }
}
