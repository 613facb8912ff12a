package io.lakehouse.crypto.market;

import java.util.List;

/** A source of payloads. */
public interface MarketSource {

    /**
     * All payloads, complete and validated. Nothing has been written when this fails.
     *
     * @throws InvalidPayloadException if an input is not a payload
     * @throws SourceUnavailableException if the source is unavailable
     */
    List<Payload> payloads();
}
