package io.lakehouse.crypto.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketServerTest {

    private static final Instant NOON = Instant.parse("2025-03-03T12:00:00Z");

    @Test
    void theRealClientReadsTheSimulatedMarket() throws IOException {
        try (MarketServer server = MarketServer.start(600, NOON)) {
            assertThat(fetch(server, 2_000)).isEqualTo(new MarketSimulator(600).ranked(NOON));
            assertThat(fetch(server, 300))
                    .isEqualTo(new MarketSimulator(600).ranked(NOON).subList(0, 300));
        }
    }

    @Test
    void servesAnotherInstant() throws IOException {
        try (MarketServer server = MarketServer.start(20, NOON)) {
            server.serve(NOON.plusSeconds(60));

            assertThat(fetch(server, 20)).isEqualTo(new MarketSimulator(20).ranked(NOON.plusSeconds(60)));
        }
    }

    @ParameterizedTest
    @CsvSource({"per_page=250&page=1, 250", "per_page=250&page=2, 50", "per_page=250&page=3, 0", "page=3, 100", "x, 100"
    })
    void servesTheMarketInPages(String query, int coins) throws IOException, InterruptedException {
        try (MarketServer server = MarketServer.start(300, NOON)) {
            HttpResponse<byte[]> response = get(server.uri() + "/coins/markets?vs_currency=usd&" + query);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(PayloadReader.read(response.body(), "test")).hasSize(coins);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /coins/markets                                    | 422 | Invalid vs_currency '': use usd
            /coins/markets?vs_currency=eur                    | 422 | Invalid vs_currency 'eur': use usd
            /coins/markets?vs_currency=usd&order=id_asc       | 422 | Invalid order 'id_asc': use market_cap_desc
            /coins/markets?vs_currency=usd&per_page=251       | 422 | Invalid per_page '251': use 1 to 250
            /coins/markets?vs_currency=usd&page=0             | 422 | Invalid page '0': use 1 to 2147483647
            /coins/markets?vs_currency=usd&page=many          | 422 | Invalid page 'many': use 1 to 2147483647
            /ping                                             | 404 | unknown path
            """)
    void explainsInvalidRequests(String path, int status, String error) throws IOException, InterruptedException {
        try (MarketServer server = MarketServer.start(1, NOON)) {
            HttpResponse<byte[]> response = get(server.uri() + path);

            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{\"error\":\"" + error + "\"}");
        }
    }

    @Test
    void theClientReportsARejectedRequest() throws IOException {
        try (MarketServer server = MarketServer.start(1, NOON)) {
            CoingeckoSettings settings = CoingeckoSettings.builder()
                    .baseUri(server.uri())
                    .currency("eur")
                    .build();

            assertThatThrownBy(() ->
                            CoingeckoSource.of(settings, Clock.systemUTC()).payloads())
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("status 422 (1 attempt)");
        }
    }

    private static List<String> fetch(MarketServer server, int coins) {
        CoingeckoSettings settings =
                CoingeckoSettings.builder().baseUri(server.uri()).coins(coins).build();
        return CoingeckoSource.of(settings, Clock.systemUTC()).payloads().get(0).records();
    }

    private static HttpResponse<byte[]> get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
