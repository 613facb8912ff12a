package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.delta.DeltaLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on HDFS, which runs inside this JVM. */
class HdfsIT {

    private static final Duration OLD = Duration.ofDays(8);

    private static @Nullable MiniDFSCluster cluster;

    @BeforeAll
    static void start(@TempDir java.nio.file.Path folder) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        cluster = new MiniDFSCluster.Builder(configuration).build();
        cluster.waitActive();
    }

    @AfterAll
    static void stop() throws IOException {
        FileSystem.closeAll();
        Objects.requireNonNull(cluster).shutdown();
    }

    private static String uri(String path) {
        return Objects.requireNonNull(cluster).getURI() + path;
    }

    private static FileSystem hdfs() throws IOException {
        return Objects.requireNonNull(cluster).getFileSystem();
    }

    @Test
    void runsTheWholePipelineAndFreesWhatNoVersionNeeds(@TempDir java.nio.file.Path reports) throws IOException {
        WarehouseScenario scenario = new WarehouseScenario(uri("/lake"), reports);
        scenario.runTwiceAndLook();
        ageLogOf("/lake/gold/coin_daily");
        Path orphan = orphan("/lake/silver/crypto_prices/partition_date=2025-01-01/part-orphan.parquet");

        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(uri("/lake")))) {
            freesWhatTheLogNames(lake);
            freesOrphans(lake, orphan);
            assertThat(lake.existingTable(SilverPrices.SPEC)
                            .optimize()
                            .everything()
                            .execute()
                            .committed())
                    .isTrue();
            assertThat(lake.existingTable(SilverPrices.SPEC).read().count()).isEqualTo(20);
        }
        CommandLineRun maintain = scenario.run("maintain", "--full", "--json");
        assertThat(maintain.stage("maintain").get("seconds").doubleValue()).isPositive();
    }

    private static void freesWhatTheLogNames(Lakehouse lake) throws IOException {
        LakehouseTable daily = lake.existingTable(GoldTables.COIN_DAILY.spec());
        List<FileStatus> before = dataFiles("/lake/gold/coin_daily");
        long live = daily.state().files();

        VacuumPlan plan = daily.vacuum().plan();
        VacuumResult freed = daily.vacuum().execute();

        List<FileStatus> after = dataFiles("/lake/gold/coin_daily");
        assertThat(freed.method()).isEqualTo(VacuumResult.Method.LITE);
        assertThat(after).hasSize((int) live);
        assertThat(freed.filesDeleted())
                .isPositive()
                .isEqualTo(before.size() - after.size())
                .isEqualTo(plan.files().size());
        assertThat(freed.bytesFreed()).isEqualTo(bytes(before) - bytes(after)).isEqualTo(plan.bytes());
        assertThat(daily.vacuum().execute().method()).isEqualTo(VacuumResult.Method.SKIP);
    }

    private static void freesOrphans(Lakehouse lake, Path orphan) throws IOException {
        LakehouseTable silver = lake.existingTable(SilverPrices.SPEC);
        long bytes = hdfs().getFileStatus(orphan).getLen();

        VacuumResult freed = silver.vacuum().full().execute();

        assertThat(freed.method()).isEqualTo(VacuumResult.Method.FULL);
        assertThat(freed.filesDeleted()).isEqualTo(1);
        assertThat(freed.bytesFreed()).isEqualTo(bytes);
        assertThat(hdfs().exists(orphan)).isFalse();
    }

    private static Path orphan(String name) throws IOException {
        Path orphan = new Path(name);
        try (var out = hdfs().create(orphan)) {
            out.write("left by a writer that crashed".getBytes(StandardCharsets.UTF_8));
        }
        hdfs().setTimes(orphan, Instant.now().minus(OLD).toEpochMilli(), -1);
        return orphan;
    }

    /** Delta tells the age of a commit by its file. */
    private static void ageLogOf(String table) throws IOException {
        for (FileStatus file : hdfs().listStatus(new Path(table, "_delta_log"))) {
            hdfs().setTimes(file.getPath(), Instant.now().minus(OLD).toEpochMilli(), -1);
        }
        DeltaLog.clearCache();
    }

    private static List<FileStatus> dataFiles(String table) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> all = hdfs().listFiles(new Path(table), true);
        while (all.hasNext()) {
            FileStatus file = all.next();
            if (file.getPath().getName().endsWith(".parquet")
                    && !file.getPath().toString().contains("_delta_log")) {
                files.add(file);
            }
        }
        return files;
    }

    private static long bytes(List<FileStatus> files) {
        return files.stream().mapToLong(FileStatus::getLen).sum();
    }

    private static CommandLineRun inspect(String warehouse) {
        return CommandLineRun.of("inspect", "silver.crypto_prices", "--warehouse", warehouse);
    }

    @Test
    void aStorageThatDoesNotAnswerIsToldSoonAndByName() throws IOException {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "hdfs://127.0.0.1:" + socket.getLocalPort() + "/lake";
        }
        Instant start = Instant.now();

        CommandLineRun run = inspect(nobody);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("Cannot reach the warehouse " + nobody + ": ", "Connection refused", "Check its address");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(Duration.between(start, Instant.now()))
                .as("Hadoop alone tries for minutes")
                .isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void anUnknownSchemeIsToldByName() {
        CommandLineRun run = inspect("nofs://host/lake");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("Cannot reach the warehouse nofs://host/lake: No FileSystem for scheme \"nofs\"");
    }

    @Test
    void whoMayNotReadOrWriteIsTold() throws IOException {
        UserGroupInformation guest = UserGroupInformation.createRemoteUser("guest");
        hdfs().mkdirs(new Path("/private"), new FsPermission("700"));

        CommandLineRun read = guest.doAs((PrivilegedAction<CommandLineRun>) () -> inspect(uri("/private/lake")));
        CommandLineRun write = guest.doAs((PrivilegedAction<CommandLineRun>) () -> CommandLineRun.of(
                "bronze", "--source", "simulate", "--coins", "1", "--every", "1d", "--warehouse", uri("/guest")));

        assertThat(read.exitCode()).isEqualTo(1);
        assertThat(read.err()).contains("Cannot reach the warehouse ", "Permission denied: user=guest, access=EXECUTE");
        assertThat(read.err().lines()).hasSize(1);
        assertThat(write.exitCode()).isEqualTo(1);
        assertThat(write.err()).contains("Permission denied: user=guest, access=WRITE");
        assertThat(write.err().lines()).hasSizeLessThan(5);
    }

    @Test
    void reportsAndRecordingsAreLocal() {
        CommandLineRun report =
                CommandLineRun.of("report", "--warehouse", uri("/lake"), "--report", "hdfs://host/reports");
        CommandLineRun input = CommandLineRun.of("bronze", "--source", "replay", "--input", "s3a://bucket/day.json");

        assertThat(report.exitCode()).isEqualTo(2);
        assertThat(report.err())
                .startsWith("Invalid value for option '--report': 'hdfs://host/reports' is not a local path."
                        + " Only tables can be on a remote storage: use a local path.");
        assertThat(input.exitCode()).isEqualTo(2);
        assertThat(input.err()).contains("'s3a://bucket/day.json' is not a local path.");
    }
}
