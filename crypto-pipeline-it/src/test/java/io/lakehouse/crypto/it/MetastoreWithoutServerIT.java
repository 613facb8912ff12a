package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.delta.Lakehouse;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.util.SetSystemProperty;

/** Registration in a folder, and commands whose metastore is not there or never answers. */
@EnabledOnOs(OS.LINUX)
class MetastoreWithoutServerIT extends MetastoreScenario {

    @BeforeAll
    static void start() {
        makeLake();
    }

    @Test
    void aRunWhoseRegistrationFailsSaysWhatItDid() {
        CommandLineRun run = CommandLineRun.of(runAnd("--hive", "--metastore", NOWHERE, "--json"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot use the metastore at " + NOWHERE);
        assertThat(run.json().get("stages").findValuesAsText("name"))
                .containsExactly("bronze", "silver", "gold", "report", "maintain");
        assertThat(run.json().has("registered")).isFalse();
    }

    @Test
    void aNameThatBelongsToSomethingElseIsRefused() throws IOException {
        String other = folder.resolve("other lake").toString();
        Path metastore = folder.resolve("other metastore");
        CommandLineRun.of("bronze", "--source", "simulate", "--coins", "1", "--every", "1d", "--warehouse", other);
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            lake.spark().sql("create database bronze");
            lake.spark().sql("create view bronze.crypto_prices as select 1 id");
        }

        CommandLineRun view =
                CommandLineRun.of("register", "--repair", "--warehouse", other, "--metastore", metastore.toString());
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            lake.spark().sql("drop view bronze.crypto_prices");
            lake.spark().sql("create table bronze.crypto_prices (id int) using parquet");
            lake.spark().sql("insert into bronze.crypto_prices values (1)");
        }
        CommandLineRun table =
                CommandLineRun.of("register", "--repair", "--warehouse", other, "--metastore", metastore.toString());

        assertThat(view.exitCode()).isEqualTo(1);
        assertThat(view.err()).contains("the name belongs to a view. Rename it");
        assertThat(view.err().lines()).hasSize(1);
        assertThat(table.exitCode()).isEqualTo(1);
        assertThat(table.err()).contains("the name belongs to a table with the format parquet, not a Delta table.");
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            assertThat(lake.spark().table("bronze.crypto_prices").count()).isEqualTo(1);
        }
    }

    @Test
    void theDefaultIsAPrivateFolderBesideTheWarehouse() throws IOException {
        Set<String> before = workingDirectory();

        CommandLineRun first = CommandLineRun.of("register", "--warehouse", lake(), "--json");
        CommandLineRun second = CommandLineRun.of("register", "--warehouse", lake());

        assertThat(outcomes(first)).containsExactly("created");
        assertThat(second.out()).contains("Hive     silver.crypto_prices               unchanged");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lake-metastore"))))
                .isEqualTo("rwx------");
        assertThat(workingDirectory()).isEqualTo(before);
    }

    private static Set<String> workingDirectory() {
        return new TreeSet<>(
                List.of(Objects.requireNonNull(new File("").getAbsoluteFile().list())));
    }

    @Test
    void aMetastoreThatNeverAnswersEndsTheCommandInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            CommandLineRun run = ChildProcess.run(
                    folder.resolve("work"),
                    Map.of("METASTORE_REGISTRATION_TIMEOUT", "3"),
                    "register",
                    "--metastore",
                    "thrift://127.0.0.1:" + silent.getLocalPort(),
                    "--warehouse",
                    lake());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Failed to register bronze.crypto_prices, ")
                    .contains("the metastore has not answered within 3.0 s.", "METASTORE_REGISTRATION_TIMEOUT");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    @SetSystemProperty(key = "spark.sql.catalogImplementation", value = "hive")
    @SetSystemProperty(key = "spark.hadoop.hive.metastore.uris", value = NOWHERE)
    void otherCommandsWorkWithHiveOnAndItsMetastoreGone() {
        for (List<String> command : List.of(
                List.of("run", "--source", "simulate", "--coins", "3", "--every", "1d", "--report", folder + "/gone"),
                List.of("health"),
                List.of("inspect", NAME))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--warehouse", folder.resolve("gone").toString(), "--json"));

            CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));

            assertThat(run.exitCode()).as(command + ": " + run.err()).isZero();
            assertThat(run.json()).isInstanceOf(JsonNode.class);
        }
    }
}
