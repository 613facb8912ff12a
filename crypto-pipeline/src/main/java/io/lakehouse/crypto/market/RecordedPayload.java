package io.lakehouse.crypto.market;

import java.time.Instant;
import java.util.List;

/** A payload that holds its records in memory. */
public record RecordedPayload(String batchId, Instant observedAt, String source, List<String> records)
        implements Payload {

    public RecordedPayload {
        records = List.copyOf(records);
    }
}
