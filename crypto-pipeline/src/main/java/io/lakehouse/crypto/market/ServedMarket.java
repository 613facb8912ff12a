package io.lakehouse.crypto.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated hourly market that is fetched over HTTP from a server on this machine, with the client for the real
 * market. Batches and records are those of {@link SimulatedSource}, ranked by market cap.
 */
public final class ServedMarket implements MarketSource {

    /** The maximum number of coins. */
    public static final int MAX_COINS = SimulatedSource.MAX_COINS;

    private final int coins;
    private final List<Payload> simulated;

    private ServedMarket(int coins, List<Payload> simulated) {
        this.coins = coins;
        this.simulated = simulated;
    }

    /**
     * A simulated market with hourly snapshots.
     *
     * @throws IllegalArgumentException as {@link SimulatedSource#of} does
     */
    public static ServedMarket of(int coins, LocalDate firstDay, int days, Clock clock) {
        return new ServedMarket(
                coins,
                SimulatedSource.of(coins, firstDay, days, Duration.ofHours(1), clock)
                        .payloads());
    }

    @Override
    public List<Payload> payloads() {
        List<Payload> fetched = new ArrayList<>();
        try (MarketServer server = MarketServer.start(coins, simulated.get(0).observedAt())) {
            HttpClient connections =
                    CoingeckoClient.connections(CoingeckoSettings.builder().build());
            for (Payload each : simulated) {
                server.serve(each.observedAt());
                CoingeckoSettings settings = CoingeckoSettings.builder()
                        .baseUri(server.uri())
                        .coins(coins)
                        .batchId(each.batchId())
                        .build();
                Clock then = Clock.fixed(each.observedAt(), ZoneOffset.UTC);
                fetched.addAll(CoingeckoSource.over(connections, settings, then).payloads());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to serve the simulated market: " + e + ".", e);
        }
        return fetched;
    }
}
