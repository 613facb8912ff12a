package io.lakehouse.crypto.market;

import static io.lakehouse.crypto.market.ScriptedServer.body;
import static io.lakehouse.crypto.market.ScriptedServer.status;
import static io.lakehouse.crypto.market.ScriptedServer.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoingeckoClientTest {

    private static final ScriptedServer.Response GOOD = body("[{\"id\":\"é\"}, null]");
    private static final List<String> RECORDS = List.of("{\"id\":\"é\"}", "null");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-04T10:00:00Z"), ZoneOffset.UTC);

    @Test
    void waitsAsLongAsTheServerAsks() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(with("Retry-After", "1", status(429)), GOOD)) {
            assertThat(fetch(server)).isEqualTo(RECORDS);
            assertThat(waited(server)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void waitsUntilTheDateFromTheServer() throws IOException {
        ScriptedServer.Response busy = with("Retry-After", "Tue, 4 Mar 2025 10:00:01 GMT", status(503));
        try (ScriptedServer server = ScriptedServer.answering(busy, GOOD)) {
            assertThat(fetch(server)).isEqualTo(RECORDS);
            assertThat(waited(server)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void doesNotWaitLongerThanAllowed() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(with("Retry-After", "3600", status(429)))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1) + ": status 429 (1 attempt), and the server asks to"
                            + " wait 1h, longer than the limit of 1m. Try again after that time, fetch fewer coins, or"
                            + " use a key of a larger plan.");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void retriesWhenTheServerFails() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(status(500), status(502), status(504), GOOD)) {
            assertThat(fetch(server)).isEqualTo(RECORDS);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void givesUpAfterTheLastAttempt() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(status(500))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1)
                            + ": status 500 (5 attempts). Try again later, or replay recorded responses.");
            assertThat(server.requests()).hasSize(5);
        }
    }

    @Test
    void limitsTheWaitForHeaders() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.silence(), GOOD)) {
            assertThat(fetch(server, it -> it.responseTimeout(Duration.ofMillis(300))))
                    .isEqualTo(RECORDS);
        }
    }

    @Test
    void limitsTheWaitForABody() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.drip())) {
            assertThatThrownBy(() -> fetch(
                            server,
                            it -> it.responseTimeout(Duration.ofMillis(200)).maxAttempts(2)))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1) + ": no complete response within 0.2s (2 attempts)."
                            + " Try again later, or replay recorded responses.");
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void closesTheConnectionAfterATimeout() throws IOException, InterruptedException {
        CountDownLatch left = new CountDownLatch(1);
        ScriptedServer.Response drip = exchange -> {
            try {
                ScriptedServer.drip().send(exchange);
            } catch (IOException e) {
                left.countDown();
            }
        };
        try (ScriptedServer server = ScriptedServer.answering(drip, GOOD)) {
            assertThat(fetch(server, it -> it.responseTimeout(Duration.ofMillis(200))))
                    .isEqualTo(RECORDS);
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void givesUpAtTheDeadlineOfTheFetch() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(status(503))) {
            assertThatThrownBy(() -> fetch(
                            server,
                            it -> it.deadline(Duration.ofSeconds(1))
                                    .initialBackoff(Duration.ofMillis(50))
                                    .maxBackoff(Duration.ofMillis(50))
                                    .maxAttempts(1000)))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageMatching("Failed to fetch \\S+: (status 503|no complete response in time)"
                            + " \\([0-9]+ attempts\\), and the time limit of 1s for the"
                            + " whole fetch leaves no time for another attempt. Try again later, replay recorded"
                            + " responses, or fetch fewer coins.");
            assertThat(server.requests()).hasSizeBetween(2, 41);
        }
    }

    @Test
    void givesUpAtTheDeadlineInTheMiddleOfAResponse() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.drip())) {
            assertThatThrownBy(() -> fetch(server, it -> it.deadline(Duration.ofMillis(300))))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageStartingWith("Failed to fetch " + server.page(1)
                            + ": no complete response in time (1 attempt), and the time limit of 0.3s for the whole");
        }
    }

    @Test
    void sendsNoRequestAfterTheDeadline() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(GOOD)) {
            CoingeckoClient client = new CoingeckoClient(server.settings().build(), CLOCK);

            assertThatThrownBy(() -> client.fetch(new MarketPage(1, 250), Deadline.in(Duration.ofNanos(1))))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("the pages before it took the whole time limit of");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/steal?now=1, evil.example",
        "/elsewhere, 127.0.0.1",
        "http://[, an invalid address"
    })
    void followsNoRedirect(String location, String named) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(with("Location", location, status(302)))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1) + ": status 302 (1 attempt) redirects to " + named
                            + ", and redirects are not followed, because the key would be sent there as well. Set"
                            + " the base URI to the address of the API itself.");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void saysWhereToSetAKey(int status) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(status(status))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1) + ": status " + status + " (1 attempt), no key was"
                            + " sent. Set COINGECKO_API_KEY to a valid demo key, or COINGECKO_PRO_API_KEY to a valid"
                            + " pro key.");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 404, 422})
    void doesNotRetryARejectedRequest(int status) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(status(status))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageStartingWith("Failed to fetch " + server.page(1) + ": status " + status
                            + " (1 attempt), the server rejected the request. Check the currency and");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void reportsARefusedConnection() throws IOException {
        CoingeckoSettings unreachable;
        try (ScriptedServer server = ScriptedServer.answering(GOOD)) {
            unreachable = server.settings().maxAttempts(2).build();
        }
        CoingeckoClient client = new CoingeckoClient(unreachable, CLOCK);

        assertThatThrownBy(() -> client.fetch(new MarketPage(1, 250), Deadline.in(Duration.ofSeconds(20))))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageEndingWith(": the connection was refused or the host is unknown (2 attempts). Try again"
                        + " later, or replay recorded responses.");
    }

    @Test
    void givesUpWhenInterruptedInAPause() throws IOException {
        Thread caller = Thread.currentThread();
        ScriptedServer.Response interrupting = exchange -> {
            status(500).send(exchange);
            caller.interrupt();
        };
        try (ScriptedServer server = ScriptedServer.answering(interrupting)) {
            assertThatThrownBy(() -> fetch(server, it -> it.initialBackoff(Duration.ofSeconds(10))))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("Failed to fetch " + server.page(1) + ": the fetch was interrupted. Run it again.");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static List<String> fetch(ScriptedServer server) {
        return fetch(server, it -> it);
    }

    private static List<String> fetch(ScriptedServer server, UnaryOperator<CoingeckoSettings.Builder> changes) {
        CoingeckoSettings settings = changes.apply(server.settings()).build();
        return new CoingeckoClient(settings, CLOCK).fetch(new MarketPage(1, 250), Deadline.in(settings.deadline()));
    }

    private static Duration waited(ScriptedServer server) {
        return Duration.ofNanos(
                server.requests().get(1).nanoTime() - server.requests().get(0).nanoTime());
    }
}
