package io.lakehouse.crypto.market;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** A loopback server that sends scripted responses, one after the other; the last one is repeated. */
final class ScriptedServer implements AutoCloseable {

    /** Sends a response; the exchange is closed afterwards. */
    interface Response {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** A request as received. */
    record Request(URI uri, Headers headers, long nanoTime) {}

    private final HttpServer server;
    private final List<Response> script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ScriptedServer(HttpServer server, List<Response> script) {
        this.server = server;
        this.script = script;
    }

    static ScriptedServer answering(Response... script) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ScriptedServer server = new ScriptedServer(http, List.of(script));
        http.createContext("/", server::respond);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The address of a page of 250 coins. */
    URI page(int number) {
        return URI.create(uri() + "/coins/markets?vs_currency=usd&order=market_cap_desc&per_page=250&page=" + number);
    }

    /** Settings with short waits for a client of this server. */
    CoingeckoSettings.Builder settings() {
        return quick(CoingeckoSettings.builder());
    }

    CoingeckoSettings.Builder quick(CoingeckoSettings.Builder settings) {
        return settings.baseUri(uri())
                .deadline(Duration.ofSeconds(30))
                .responseTimeout(Duration.ofSeconds(10))
                .initialBackoff(Duration.ofMillis(1))
                .maxBackoff(Duration.ofMillis(5));
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            int number;
            synchronized (requests) {
                number = requests.size();
                requests.add(new Request(exchange.getRequestURI(), exchange.getRequestHeaders(), System.nanoTime()));
            }
            script.get(Math.min(number, script.size() - 1)).send(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A page with the coins of these numbers. */
    static Response coins(IntStream numbers) {
        return body(numbers.mapToObj(number -> "{\"id\":\"coin-" + number + "\"}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    static Response body(String body) {
        return body(bytes(body));
    }

    static Response body(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    static Response status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** The same response with a header. */
    static Response with(String header, String value, Response response) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            response.send(exchange);
        };
    }

    /** A body that is shorter than its headers announce, because the connection is dropped. */
    static Response dropped(String body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length() + 1000);
            exchange.getResponseBody().write(bytes(body));
            exchange.getResponseBody().flush();
        };
    }

    /** No response at all, until the server is closed. */
    static Response silence() {
        return exchange -> new CountDownLatch(1).await();
    }

    /** A byte every few milliseconds, until the client disconnects or the server is closed. */
    static Response drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        };
    }

    /** An endless body, sent as fast as possible until the client disconnects. */
    static Response endless() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = bytes(" ".repeat(8192));
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        };
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        }
        return compressed.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
