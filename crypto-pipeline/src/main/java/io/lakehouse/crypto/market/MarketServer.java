package io.lakehouse.crypto.market;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the simulated market at the path of the API, on loopback only, for demonstrations and for tests of clients
 * without a network: {@code GET /api/v3/coins/markets} with {@code vs_currency}, {@code order}, {@code per_page} and
 * {@code page}.
 */
public final class MarketServer implements AutoCloseable {

    private static final String BASE = "/api/v3";

    private final HttpServer server;
    private final MarketSimulator market;
    private volatile List<String> ranked;

    private MarketServer(HttpServer server, MarketSimulator market, Instant at) {
        this.server = server;
        this.market = market;
        this.ranked = market.ranked(at);
    }

    /**
     * Starts a server on a free port.
     *
     * @param coins 1 to {@link SimulatedSource#MAX_COINS}
     * @param at the instant to serve until {@link #serve} sets another one
     */
    public static MarketServer start(int coins, Instant at) throws IOException {
        MarketSimulator market = new MarketSimulator(coins);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        MarketServer server = new MarketServer(http, market, at);
        http.createContext("/", server::respond);
        http.start();
        return server;
    }

    /** Serves the market of another instant from the next request on. */
    public void serve(Instant at) {
        ranked = market.ranked(at);
    }

    /** The base URI; clients append {@code /coins/markets}. */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + BASE);
    }

    /** Closes all connections immediately. */
    @Override
    public void close() {
        server.stop(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(BASE + "/coins/markets")) {
                send(exchange, 404, error("unknown path"));
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, error("use GET"));
            } else {
                respondWithMarkets(exchange);
            }
        }
    }

    private void respondWithMarkets(HttpExchange exchange) throws IOException {
        MarketPage page;
        try {
            page = MarketPage.parse(exchange.getRequestURI().getQuery());
        } catch (IllegalArgumentException e) {
            send(exchange, 422, error(String.valueOf(e.getMessage())));
            return;
        }
        send(exchange, 200, "[" + String.join(",", page.of(ranked)) + "]");
    }

    private static String error(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message).toString();
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (encodings != null && encodings.contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            body = gzip(body);
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        }
        return compressed.toByteArray();
    }
}
