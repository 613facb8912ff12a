package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on s3a, against a server on this machine: {@code mvn -Dquick -Ps3 verify}. */
class PipelineOnS3 {

    private static final String BUCKET = "bucket";
    private static final String WAREHOUSE = "s3a://" + BUCKET + "/lake";
    private static final String LOG_STORE = "spark.delta.logStore.s3a.impl";

    private static @Nullable S3Server server;

    private Map<String, String> settings = Map.of();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        server = S3Server.start(folder, BUCKET);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    private static S3Server server() {
        return Objects.requireNonNull(server);
    }

    /** As spark-submit would, by system properties. */
    @BeforeEach
    void set() {
        settings = Map.of(
                LOG_STORE,
                "io.delta.storage.S3SingleDriverLogStore",
                "spark.hadoop.fs.s3a.endpoint",
                server().endpoint().toString(),
                "spark.hadoop.fs.s3a.path.style.access",
                "true",
                "spark.hadoop.fs.s3a.access.key",
                "nobody",
                "spark.hadoop.fs.s3a.secret.key",
                "nothing");
        settings.forEach(System::setProperty);
    }

    @AfterEach
    void unset() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void runsTheWholePipeline(@TempDir Path reports) throws IOException {
        WarehouseScenario scenario = new WarehouseScenario(WAREHOUSE, reports);
        scenario.runTwiceAndLook();
        Path orphan = orphan("lake/silver/crypto_prices/partition_date=2025-01-01/part-orphan.parquet");

        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(WAREHOUSE))) {
            VacuumResult freed =
                    lake.existingTable(SilverPrices.SPEC).vacuum().full().execute();

            assertThat(freed.filesDeleted()).isEqualTo(1);
            assertThat(freed.bytesFreed()).isEqualTo(11);
            assertThat(orphan).doesNotExist();
            assertThat(lake.existingTable(SilverPrices.SPEC).vacuum().execute().method())
                    .isEqualTo(VacuumResult.Method.SKIP);
        }
        scenario.run("maintain", "--full", "--json");
    }

    private static Path orphan(String key) throws IOException {
        Path orphan = Files.writeString(server().fileOf(BUCKET, key), "left behind");
        return Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    }

    @Test
    void refusesADriverThatDoesNotSayWhetherItIsTheOnlyOne() {
        System.clearProperty(LOG_STORE);

        CommandLineRun run = CommandLineRun.of("inspect", "silver.crypto_prices", "--warehouse", WAREHOUSE);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("Cannot use the warehouse " + WAREHOUSE + " in this Spark session: " + LOG_STORE
                        + " is not set")
                .contains("io.delta.storage.S3DynamoDBLogStore", "io.delta.storage.S3SingleDriverLogStore");
    }

    @Test
    void aServerThatDoesNotAnswerIsToldByName() {
        System.setProperty("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:1");
        Instant start = Instant.now();

        CommandLineRun run = CommandLineRun.of("inspect", "silver.crypto_prices", "--warehouse", WAREHOUSE);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("Cannot reach the warehouse " + WAREHOUSE + ": ");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
    }
}
