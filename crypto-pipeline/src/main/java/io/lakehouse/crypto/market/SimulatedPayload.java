package io.lakehouse.crypto.market;

import java.time.Instant;
import java.util.List;

/** A payload that generates its records on each request, so that it takes no memory until then. */
record SimulatedPayload(MarketSimulator market, Instant observedAt) implements Payload {

    @Override
    public String batchId() {
        return "simulate-" + market.coins() + "-" + observedAt;
    }

    @Override
    public String source() {
        return "simulate";
    }

    @Override
    public List<String> records() {
        return market.records(observedAt);
    }
}
