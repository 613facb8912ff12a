package io.lakehouse.crypto.market;

import static io.lakehouse.crypto.market.ScriptedServer.body;
import static io.lakehouse.crypto.market.ScriptedServer.coins;
import static io.lakehouse.crypto.market.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoingeckoSourceTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-04T10:00:00.123456789Z"), ZoneOffset.UTC);
    private static final ScriptedServer.Response FIRST = coins(IntStream.range(0, 250));
    private static final ScriptedServer.Response SECOND = coins(IntStream.range(250, 500));
    // Coin 250 rose to the first page after that page was read, and coin 249 fell to the second.
    private static final ScriptedServer.Response DRIFTED =
            coins(IntStream.concat(IntStream.of(249), IntStream.range(251, 500)));

    @Test
    void returnsOnePayload() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(body("[{\"id\": \"a\"},5]"))) {
            Payload payload = fetch(server, it -> it);

            assertThat(payload.batchId()).isEqualTo("coingecko-usd-2025-03-04T10:00:00Z");
            assertThat(payload.observedAt()).isEqualTo(Instant.parse("2025-03-04T10:00:00.123456Z"));
            assertThat(payload.source()).isEqualTo("coingecko usd");
            assertThat(payload.records()).containsExactly("{\"id\": \"a\"}", "5");
        }
    }

    @Test
    void usesTheBatchIdAndTheCurrencyOfTheCaller() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(FIRST)) {
            Payload payload = fetch(server, it -> it.batchId("today").currency("eur"));

            assertThat(payload.batchId()).isEqualTo("today");
            assertThat(payload.source()).isEqualTo("coingecko eur");
            assertThat(server.requests().get(0).uri())
                    .hasToString("/coins/markets?vs_currency=eur&order=market_cap_desc&per_page=250&page=1");
        }
    }

    @Test
    void requestsAsManyPagesAsItNeeds() throws IOException {
        ScriptedServer.Response[] pages = IntStream.range(0, 8)
                .mapToObj(page -> coins(IntStream.range(250 * page, 250 * page + 250)))
                .toArray(ScriptedServer.Response[]::new);
        try (ScriptedServer server = ScriptedServer.answering(pages)) {
            assertThat(fetch(server, it -> it.coins(2_000)).records()).isEqualTo(ids(IntStream.range(0, 2_000)));
            assertThat(server.requests())
                    .extracting(request -> request.uri().getQuery())
                    .isEqualTo(IntStream.rangeClosed(1, 8)
                            .mapToObj(page -> "vs_currency=usd&order=market_cap_desc&per_page=250&page=" + page)
                            .toList());
            assertThat(server.requests().get(0).headers().getFirst("User-Agent"))
                    .isEqualTo("crypto-pipeline");
        }
    }

    @ParameterizedTest
    @CsvSource({"300, 250, 2", "250, 250, 1", "251, 250, 2", "500, 250, 2"})
    void returnsNoMoreCoinsThanRequested(int coins, int perPage, int requests) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(FIRST, SECOND)) {
            assertThat(fetch(server, it -> it.coins(coins)).records()).isEqualTo(ids(IntStream.range(0, coins)));
            assertThat(server.requests())
                    .hasSize(requests)
                    .allSatisfy(request -> assertThat(request.uri().getQuery()).contains("&per_page=" + perPage + "&"));
        }
    }

    @Test
    void requestsASmallPageForFewCoins() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(coins(IntStream.range(0, 10)))) {
            assertThat(fetch(server, it -> it.coins(10)).records()).hasSize(10);
            assertThat(server.requests())
                    .extracting(request -> request.uri().getQuery())
                    .containsExactly("vs_currency=usd&order=market_cap_desc&per_page=10&page=1");
        }
    }

    @Test
    void aMarketWithFewerCoinsIsReadToItsEnd() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.answering(FIRST, coins(IntStream.range(250, 260)), coins(IntStream.empty()))) {
            assertThat(fetch(server, it -> it.coins(2_000)).records()).isEqualTo(ids(IntStream.range(0, 260)));
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void continuesAfterAShortPage() throws IOException {
        try (ScriptedServer server =
                ScriptedServer.answering(coins(IntStream.range(0, 249)), coins(IntStream.range(250, 500)))) {
            assertThat(fetch(server, it -> it.coins(500)).records()).hasSize(499);
        }
    }

    @Test
    void findsACoinThatMovedToAnotherPage() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(FIRST, DRIFTED, FIRST, SECOND)) {
            List<String> records = fetch(server, it -> it.coins(500)).records();

            assertThat(records).hasSize(1_000);
            assertThat(records).containsAll(ids(IntStream.range(0, 500)));
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void continuesIfTheRankingKeepsChanging() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(FIRST, DRIFTED, FIRST, DRIFTED, FIRST, DRIFTED)) {
            List<String> records = fetch(server, it -> it.coins(500)).records();

            assertThat(records).hasSize(1_500);
            assertThat(records).doesNotContain("{\"id\":\"coin-250\"}");
            assertThat(server.requests()).hasSize(6);
        }
    }

    @Test
    void recordsWithoutAnIdDoNotCountAsAChangedRanking() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(body("[{\"id\":null},{\"price\":NaN},5]"))) {
            assertThat(fetch(server, it -> it).records()).hasSize(3);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void rejectsAMarketWithoutCoins() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(body("[]"))) {
            assertThatThrownBy(() -> fetch(server, it -> it.currency("xyz")))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.uri()
                            + ": there is no coin with a price in xyz. Check the currency and the base URI.");
        }
    }

    @Test
    void failsCompletelyIfALaterPageFails() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(FIRST, status(500))) {
            assertThatThrownBy(() -> fetch(server, it -> it.coins(500)))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageStartingWith("Failed to fetch " + server.page(2) + ": status 500 (5 attempts).");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COINGECKO_API_KEY, x-cg-demo-api-key, 401",
        "COINGECKO_PRO_API_KEY, x-cg-pro-api-key, 403",
        "COINGECKO_PRO_API_KEY, x-cg-pro-api-key, 500"
    })
    void sendsTheKeyAndShowsItNowhere(String variable, String header, int status) throws IOException {
        String key = "CG-s3cret";
        CoingeckoSettings.Builder settings = CoingeckoSettings.fromEnvironment(Map.of(variable, key));
        try (ScriptedServer server = ScriptedServer.answering(status(status))) {
            CoingeckoSource source = source(server, settings);

            assertThatThrownBy(source::payloads)
                    .satisfies(problem -> assertThat(stackTrace(problem))
                            .contains("status " + status)
                            .contains(status == 500 ? "5 attempts" : "the key in " + variable + " was rejected")
                            .doesNotContain(key));

            assertThat(server.requests().get(0).headers().getFirst(header)).isEqualTo(key);
            assertThat(settings.build().toString()).doesNotContain(key);
        }
    }

    private static String stackTrace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static List<String> ids(IntStream numbers) {
        return numbers.mapToObj(number -> "{\"id\":\"coin-" + number + "\"}").toList();
    }

    private static Payload fetch(ScriptedServer server, UnaryOperator<CoingeckoSettings.Builder> changes) {
        List<Payload> payloads =
                source(server, changes.apply(CoingeckoSettings.builder())).payloads();
        assertThat(payloads).hasSize(1);
        return payloads.get(0);
    }

    private static CoingeckoSource source(ScriptedServer server, CoingeckoSettings.Builder settings) {
        return CoingeckoSource.of(server.quick(settings).build(), CLOCK);
    }
}
