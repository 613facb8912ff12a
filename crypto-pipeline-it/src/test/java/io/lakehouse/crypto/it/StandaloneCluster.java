package io.lakehouse.crypto.it;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spark's standalone Master and two Workers of one core each, as processes on loopback, in a zone that is not UTC; ports
 * are those that the system gives. Closing leaves no process.
 */
final class StandaloneCluster implements AutoCloseable {

    static final int WORKERS = 2;

    private static final String SPARK = "org.apache.spark.deploy.";
    private static final String ANY_PORT = "0";
    private static final Duration HISTORY_PATIENCE = Duration.ofMinutes(1);

    private final SparkHome home;
    private final Path folder;
    private final List<SparkProcess> processes = new ArrayList<>();
    private final List<SparkProcess> workers = new ArrayList<>();
    private String master = "";
    private String history = "";

    private StandaloneCluster(SparkHome home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    static StandaloneCluster start(Path folder) throws IOException {
        StandaloneCluster cluster = new StandaloneCluster(SparkHome.assemble(folder.resolve("spark")), folder);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop)); // also when the tests are interrupted
        try {
            cluster.startMaster();
            cluster.startWorkers();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startMaster() throws IOException {
        SparkProcess started = sparkClass(
                Map.of(), "master.Master", "--host", "127.0.0.1", "--port", ANY_PORT, "--webui-port", ANY_PORT);
        master = started.await("Starting Spark master at (spark://\\S+)").group(1);
        started.await("New state: ALIVE");
    }

    private void startWorkers() throws IOException {
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(sparkClass(
                    Map.of(),
                    "worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    ANY_PORT,
                    "--work-dir",
                    folder.resolve("worker-" + worker).toString(),
                    master));
        }
        for (SparkProcess worker : workers) {
            worker.await("Successfully registered with master");
        }
    }

    /** What {@code --master} takes. */
    String master() {
        return master;
    }

    /** Runs a script of bash in the project's folder, with a home of Spark and variables of its own. */
    SparkProcess bash(String script, Map<String, String> variables) throws IOException {
        return start(variables, List.of("bash", "-euc", script));
    }

    /** Starts a History Server over a folder of event logs. */
    void startHistoryServer(Path eventLogs) throws IOException {
        SparkProcess server = sparkClass(
                Map.of(
                        "SPARK_HISTORY_OPTS",
                        "-Dspark.history.fs.logDirectory=" + eventLogs.toUri() + " -Dspark.history.ui.port="
                                + ANY_PORT),
                "history.HistoryServer");
        String port = server.await("Successfully started service 'HistoryServerUI' on port (\\d+)")
                .group(1);
        server.await("Bound HistoryServer to 127.0.0.1");
        history = "http://127.0.0.1:" + port;
    }

    /** What the History Server says of an application, in JSON. It lists them some time after its start. */
    String inHistory(String application) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(history + "/api/v1/applications/" + application))
                .timeout(HISTORY_PATIENCE)
                .build();
        long deadline = System.nanoTime() + HISTORY_PATIENCE.toNanos();
        try {
            while (true) {
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == HttpURLConnection.HTTP_OK) {
                    return answer.body();
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("The History Server has not listed " + application + " in "
                            + HISTORY_PATIENCE + ", but answers " + answer.statusCode() + " " + answer.body());
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Cannot ask the History Server: this thread was interrupted");
        }
    }

    /** Ends the worker that runs an executor, and the executor, as a power cut would. */
    void killWorkerOf(String application, String executor) {
        SparkProcess worker = workers.stream()
                .filter(each ->
                        each.output().contains("Asked to launch executor " + application + "/" + executor + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No worker runs the executor " + executor));
        worker.close();
    }

    private SparkProcess sparkClass(Map<String, String> variables, String type, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.folder().resolve("bin/spark-class").toString(), SPARK + type));
        command.addAll(List.of(arguments));
        return start(variables, command);
    }

    private SparkProcess start(Map<String, String> variables, List<String> command) throws IOException {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "SPARK_HOME",
                home.folder().toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                // For this machine alone, and for processes that live for seconds.
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_DAEMON_MEMORY",
                "256m",
                "SPARK_CONF_DIR",
                Files.createDirectories(folder.resolve("conf")).toString(),
                "SPARK_LOCAL_DIRS",
                folder.resolve("local").toString(),
                "JDK_JAVA_OPTIONS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m",
                "TZ",
                "America/New_York"));
        environment.putAll(variables);
        SparkProcess process = SparkProcess.start(Path.of(System.getProperty("lakehouse.root")), environment, command);
        processes.add(process);
        return process;
    }

    private void stop() {
        processes.forEach(SparkProcess::close);
    }

    @Override
    public void close() {
        stop();
        home.remove();
    }
}
