package io.lakehouse.crypto.market;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * One answer of {@code /coins/markets}.
 *
 * @param batchId what identifies the answer: the same one again has the same id
 * @param observedAt the instant it describes
 * @param source where it came from, for people
 * @param records its elements as they are; nothing is known about them yet
 */
public record Payload(String batchId, Instant observedAt, String source, List<JsonNode> records) {

    public Payload {
        records = List.copyOf(records);
    }
}
