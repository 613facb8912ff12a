package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app jar on a standalone cluster of stock Spark, submitted as docs/operations.md says. */
class ClusterIT {

    private static final String REGISTERED = "Connected to Spark cluster with app ID (\\S+)";

    @TempDir
    private static Path folder = Path.of("");

    private static Path eventLogs;

    @AutoClose
    private static StandaloneCluster cluster;

    private static int exitCode;
    private static String output;
    private static String application;
    private static EventLog log;

    @BeforeAll
    static void runTheDocumentedCommand() throws IOException {
        eventLogs = Files.createDirectory(folder.resolve("events"));
        cluster = StandaloneCluster.start(folder);
        try (SparkProcess run = submit("first")) {
            application = run.await(REGISTERED).group(1);
            exitCode = run.exitCode();
            output = run.output();
        }
        log = EventLog.of(eventLogs, application);
    }

    /** Runs the command of the document into a warehouse of its own. */
    private static SparkProcess submit(String name) throws IOException {
        return cluster.bash(
                Documents.between("docs/operations.md", "<!-- standalone: begin -->\n```bash\n", "```"),
                Map.of(
                        "MASTER", cluster.master(),
                        "EVENTS", eventLogs.toUri().toString(),
                        "WAREHOUSE", folder.resolve(name).toString(),
                        "REPORTS", folder.resolve(name + "-reports").toString()));
    }

    private static List<String> daysOfReport(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name + "-reports/Final_Report.csv")).stream()
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    @Test
    void aSubmittedRunBringsWhatALocalOneBrings() throws IOException {
        assertThat(exitCode).as(output).isZero();
        assertThat(output).containsPattern("silver\\.crypto_prices +960 +2 ");
        assertThat(daysOfReport("first")).containsExactly("partition_date", "2025-01-01", "2025-01-02");
    }

    @Test
    void theVersionIsThatOfTheJar() throws IOException {
        try (SparkProcess version = cluster.bash(
                "\"$SPARK_HOME/bin/spark-submit\" crypto-pipeline/target/crypto-pipeline-*-app.jar --version",
                Map.of())) {
            assertThat(version.exitCode()).as(version.output()).isZero();
            assertThat(version.output())
                    .containsPattern("(?m)^crypto-pipeline [0-9]")
                    .contains("\nSpark 3.5", "\nDelta Lake 3.3");
        }
    }

    @Test
    void theMasterThatWasSubmittedIsKept() {
        assertThat(log.settings()).containsEntry("spark.master", cluster.master());
    }

    @Test
    void executorsDoTheTasksAndNotTheDriver() {
        assertThat(log.executors())
                .hasSizeGreaterThanOrEqualTo(StandaloneCluster.WORKERS)
                .doesNotContain("driver");
        // Which of them does how many depends on when it has come.
        assertThat(log.tasksByExecutor().keySet()).isNotEmpty().isSubsetOf(log.executors());
    }

    @Test
    void memoryAndPartitionsFollowTheVariables() {
        assertThat(log.settings())
                .containsEntry("spark.executor.memory", "614m")
                .containsEntry("spark.executor.memoryOverhead", "154m")
                .containsEntry("spark.sql.shuffle.partitions", "8");
    }

    @Test
    void eachJobSaysWhatItIsFor() {
        assertThat(log.jobLabels())
                .doesNotContain("")
                .contains("replace bronze.crypto_prices: check the source", "upsert silver.crypto_prices: commit");
    }

    @Test
    void theHistoryServerListsTheRun() throws IOException {
        cluster.startHistoryServer(eventLogs);

        JsonNode listed = new ObjectMapper().readTree(cluster.inHistory(application));

        assertThat(listed.get("name").textValue()).isEqualTo("io.lakehouse.crypto.CryptoPipeline");
        assertThat(listed.at("/attempts/0/completed").booleanValue()).isTrue();
    }

    @Test
    void aRunOutlivesAWorker() throws IOException {
        try (SparkProcess run = submit("second")) {
            String id = run.await(REGISTERED).group(1);
            run.await("Stages: silver");
            String executor = run.await("Starting task .* executor (\\d+), ").group(1);

            cluster.killWorkerOf(id, executor);

            assertThat(run.exitCode()).as(run.output()).isZero();
            EventLog events = EventLog.of(eventLogs, id);
            assertThat(events.lostExecutors()).containsExactly(executor);
            assertThat(events.afterLossOf(executor).tasksByExecutor().keySet())
                    .isNotEmpty()
                    .doesNotContain(executor)
                    .isSubsetOf(events.executors());
            assertThat(events.afterLossOf(executor).jobLabels()).contains("replace gold.coin_daily: write");
            assertThat(run.output()).containsPattern("silver\\.crypto_prices +960 +2 ");
            assertThat(daysOfReport("second")).isEqualTo(daysOfReport("first"));
        }
    }
}
