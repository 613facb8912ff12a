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

/** A server on this machine that answers what a test tells it: one answer after the other, and the last for ever. */
final class ScriptedServer implements AutoCloseable {

    /** How to answer a request; the exchange is closed afterwards. */
    interface Answer {
        void send(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** A request as it came in. */
    record Request(URI uri, Headers headers, long nanoTime) {}

    private final HttpServer server;
    private final List<Answer> script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ScriptedServer(HttpServer server, List<Answer> script) {
        this.server = server;
        this.script = script;
    }

    static ScriptedServer answering(Answer... script) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ScriptedServer server = new ScriptedServer(http, List.of(script));
        http.createContext("/", server::answer);
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

    /** Settings of a client of this server that does not wait for long. */
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

    private void answer(HttpExchange exchange) throws IOException {
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

    /** Coins of these numbers. */
    static Answer coins(IntStream numbers) {
        return body(numbers.mapToObj(number -> "{\"id\":\"coin-" + number + "\"}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    static Answer body(String body) {
        return body(bytes(body));
    }

    static Answer body(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** The same answer with a header. */
    static Answer with(String header, String value, Answer answer) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            answer.send(exchange);
        };
    }

    /** Headers that promise more than comes before the connection ends. */
    static Answer dropped(String body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length() + 1000);
            exchange.getResponseBody().write(bytes(body));
            exchange.getResponseBody().flush();
        };
    }

    /** Nothing at all, until the server ends. */
    static Answer silence() {
        return exchange -> new CountDownLatch(1).await();
    }

    /** A byte now and then, until the client leaves or the server ends. */
    static Answer drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        };
    }

    /** A body as fast as it can be sent, until the client leaves. */
    static Answer endless() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = bytes(" ".repeat(8192));
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        };
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
