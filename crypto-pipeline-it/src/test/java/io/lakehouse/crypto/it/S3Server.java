package io.lakehouse.crypto.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * S3Proxy in a process of its own, because its libraries do not go with Spark's: buckets are folders, objects files.
 * Its class path is made by the Maven profile {@code s3}.
 */
final class S3Server implements AutoCloseable {

    private static final Path CLASS_PATH =
            Path.of(System.getProperty("lakehouse.root"), "crypto-pipeline-it", "target", "s3proxy.classpath");
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final URI endpoint;
    private final Path objects;

    private S3Server(Process process, URI endpoint, Path objects) {
        this.process = process;
        this.endpoint = endpoint;
        this.objects = objects;
    }

    /** Starts a server with one bucket, on the loopback address. */
    static S3Server start(Path folder, String bucket) throws IOException, InterruptedException {
        Path objects = Files.createDirectories(folder.resolve("objects"));
        URI endpoint = URI.create("http://127.0.0.1:" + freePort());
        Path properties = Files.writeString(
                folder.resolve("s3proxy.properties"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=" + endpoint,
                        "s3proxy.authorization=none",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + objects));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        Files.readString(CLASS_PATH).strip(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        S3Server server = new S3Server(process, endpoint, objects);
        try {
            server.makeBucket(bucket);
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw new IllegalStateException(
                    "S3Proxy did not start: " + Files.readString(folder.resolve("s3proxy.log")), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void makeBucket(String bucket) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/" + bucket))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                HttpResponse<String> response =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 200) {
                    throw new IOException(response.statusCode() + " " + response.body());
                }
                return;
            } catch (ConnectException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** The file of an object. */
    Path fileOf(String bucket, String key) {
        return objects.resolve(bucket).resolve(key);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
