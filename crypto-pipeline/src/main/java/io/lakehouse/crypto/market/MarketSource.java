package io.lakehouse.crypto.market;

import java.util.List;

/** Where payloads come from. */
public interface MarketSource {

    /**
     * All payloads, complete and checked: nothing has been written when this fails.
     *
     * @throws InvalidPayloadException if an input is no payload
     * @throws SourceUnavailableException if the source does not answer
     */
    List<Payload> payloads();
}
