package io.lakehouse.crypto.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Hive's own metastore service, in a process of its own, over a database. */
final class MetastoreService implements AutoCloseable {

    private final ChildProcess process;
    private final int port;

    private MetastoreService(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static MetastoreService start(Path folder, String url) throws IOException {
        int port = freePort();
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("hive-site.xml"),
                configuration(Map.of(
                        "javax.jdo.option.ConnectionURL",
                        url,
                        "javax.jdo.option.ConnectionDriverName",
                        "org.postgresql.Driver",
                        "javax.jdo.option.ConnectionUserName",
                        PostgresServer.USER,
                        "javax.jdo.option.ConnectionPassword",
                        PostgresServer.PASSWORD,
                        "hive.metastore.warehouse.dir",
                        folder.resolve("warehouse").toUri().toString(),
                        // What metastore init has recorded satisfies a service that insists on it.
                        "hive.metastore.schema.verification",
                        "true")));
        ChildProcess process =
                ChildProcess.start(folder, Map.of(), LoopbackMetastore.class.getName(), List.of(String.valueOf(port)));
        MetastoreService service = new MetastoreService(process, port);
        service.awaitPort();
        return service;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String configuration(Map<String, String> properties) {
        StringBuilder xml = new StringBuilder("<configuration>");
        properties.forEach((name, value) ->
                xml.append("<property><name>" + name + "</name><value>" + value + "</value></property>"));
        return xml.append("</configuration>").toString();
    }

    private void awaitPort() throws IOException {
        while (!isListening()) {
            if (process.endsSoon()) {
                throw new IllegalStateException("The metastore service has ended: " + process.err());
            }
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String address() {
        return "thrift://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
