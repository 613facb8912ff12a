package io.lakehouse.crypto.market;

import static io.lakehouse.crypto.market.ScriptedServer.body;
import static io.lakehouse.crypto.market.ScriptedServer.bytes;
import static io.lakehouse.crypto.market.ScriptedServer.dropped;
import static io.lakehouse.crypto.market.ScriptedServer.gzip;
import static io.lakehouse.crypto.market.ScriptedServer.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the bodies that a client may receive. */
class LimitedBodyTest {

    private static final int AMPLE = 1_000_000;
    private static final ScriptedServer.Response GOOD = body("[{\"id\":\"é\"}, null]");
    private static final List<String> RECORDS = List.of("{\"id\":\"é\"}", "null");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <html><body>busy</body>    | it is HTML, not JSON
            [{"id":"a"},{"id":"b",     | it is cut off after 1 complete records
            {"status":{"error":1}}     | expected a JSON array of coins, found an object
            ''                         | expected a JSON array of coins, found nothing: it is empty
            """)
    void retriesForABodyThatIsNotAPayload(String body, String reason) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(body(body), GOOD)) {
            assertThat(fetch(server, AMPLE)).isEqualTo(RECORDS);
        }
        try (ScriptedServer server = ScriptedServer.answering(body(body))) {
            assertThatThrownBy(() -> fetch(server, AMPLE))
                    .isInstanceOf(InvalidPayloadException.class)
                    .hasMessage("Cannot read " + server.page(1) + ": " + reason
                            + " (5 attempts). Try again later, or replay recorded responses.");
        }
    }

    @Test
    void retriesAfterADroppedConnection() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(dropped("[{\"id\":\"a\"}"), GOOD)) {
            assertThat(fetch(server, AMPLE)).isEqualTo(RECORDS);
        }
    }

    @Test
    void acceptsNoBodyFromADroppedConnection() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(dropped("[{\"id\":\"a\"}]"))) {
            assertThatThrownBy(() -> fetch(server, AMPLE))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageStartingWith("Failed to fetch " + server.page(1) + ": ")
                    .hasMessageEndingWith(" (5 attempts). Try again later, or replay recorded responses.")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void decompressesABody() throws IOException {
        ScriptedServer.Response compressed =
                with("Content-Encoding", "gzip", body(gzip(bytes(String.join(",", "[1", "\"é\"]")))));
        try (ScriptedServer server = ScriptedServer.answering(compressed)) {
            assertThat(fetch(server, AMPLE)).containsExactly("1", "\"é\"");
            assertThat(server.requests().get(0).headers().getFirst("Accept-Encoding"))
                    .isEqualTo("gzip");
        }
    }

    @Test
    void retriesForATruncatedCompressedBody() throws IOException {
        byte[] compressed = gzip(bytes("[1,2,3]"));
        byte[] truncated = Arrays.copyOf(compressed, compressed.length - 9);
        ScriptedServer.Response cut = with("Content-Encoding", "gzip", body(truncated));
        try (ScriptedServer server = ScriptedServer.answering(cut, GOOD)) {
            assertThat(fetch(server, AMPLE)).isEqualTo(RECORDS);
        }
    }

    @Test
    void rejectsAContentEncodingThatItDidNotRequest() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(with("Content-Encoding", "br", GOOD))) {
            assertThatThrownBy(() -> fetch(server, AMPLE))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining(": the body has a Content-Encoding that was not requested (5 attempts).");
        }
    }

    @Test
    void stopsAtTheLimitOfAnEndlessBody() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.endless())) {
            assertThatThrownBy(() -> fetch(server, 100_000))
                    .isInstanceOf(InvalidPayloadException.class)
                    .hasMessage("Cannot read " + server.page(1) + ": the body is larger than 100000 bytes (1 attempt),"
                            + " which is too large for a page of coins. Check the base URI.");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void stopsDecompressingAtTheLimit() throws IOException {
        byte[] bomb = gzip(new byte[10_000_000]);
        assertThat(bomb).hasSizeLessThan(100_000);
        try (ScriptedServer server = ScriptedServer.answering(with("Content-Encoding", "gzip", body(bomb)))) {
            assertThatThrownBy(() -> fetch(server, 100_000))
                    .isInstanceOf(InvalidPayloadException.class)
                    .hasMessageContaining("the body is larger than 100000 bytes (1 attempt)");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void acceptsABodyOfTheMaximumSize() throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(
                body("[123456]"), with("Content-Encoding", "gzip", body(gzip(bytes("[" + " ".repeat(90) + "]")))))) {
            assertThat(fetch(server, 8)).containsExactly("123456");
            assertThat(fetch(server, 92)).isEmpty();
        }
    }

    private static List<String> fetch(ScriptedServer server, int maxBodyBytes) {
        CoingeckoSettings settings =
                server.settings().maxBodyBytes(maxBodyBytes).build();
        return new CoingeckoClient(settings, Clock.systemUTC())
                .fetch(new MarketPage(1, 250), Deadline.in(settings.deadline()));
    }
}
