package io.lakehouse.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionIT {

    private static final SessionSpec LOCAL =
            SessionSpec.builder().appName("prices").build().local();

    /** Spark itself keeps a stopped session for the thread. */
    @AfterEach
    void forgetTheSession() {
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
    }

    @Test
    void sparkGetsEverySettingAndEverySecret() {
        SparkSetting<String> key = SparkSetting.text("spark.coingecko.apiKey", "the feed");
        SessionSpec spec = LOCAL.set(key, "hunter2");

        try (SparkSession spark = spec.open()) {
            Map<String, String> expected = spec.toConf();
            expected.put(key.key(), "hunter2");
            expected.forEach(
                    (name, value) -> assertThat(spark.sparkContext().getConf().get(name))
                            .as(name)
                            .isEqualTo(value));
            assertThat(spark.sparkContext().getConf().toDebugString()).doesNotContain("hunter2");
        }
    }

    @Test
    void refusesToOpenWithoutMaster() {
        assertThatThrownBy(() -> SessionSpec.builder().appName("prices").build().open())
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Cannot open the session prices: it names no master. Start the program through"
                        + " spark-submit, or call local().");
    }

    @Test
    void refusesToOpenASecondSession() {
        try (SparkSession first = LOCAL.open()) {
            assertThatThrownBy(LOCAL::open)
                    .isExactlyInstanceOf(InvalidSettingException.class)
                    .hasMessage("Cannot open the session prices: this JVM has a Spark session already, and opening"
                            + " another would change its settings. Use that one, or stop it first.");
            assertThat(first.sparkContext().isStopped()).isFalse();
        }
    }

    @Test
    void anEmbeddedMetastoreRemembersTablesAndLeavesTheWorkingDirectoryAlone(@TempDir Path folder) {
        Set<String> before = workingDirectory();
        SessionSpec spec = LOCAL.hive(HiveMetastore.embedded(folder.resolve("meta store")));

        try (SparkSession spark = spec.open()) {
            spark.sql("create database silver");
            spark.sql("create table silver.prices (id string) using parquet");
            spark.sql("insert into silver.prices values ('btc')");
        }

        try (SparkSession spark = spec.open()) {
            assertThat(spark.table("silver.prices").first().getString(0)).isEqualTo("btc");
        }
        assertThat(workingDirectory()).isEqualTo(before);
        assertThat(folder.resolve("meta store/derby.log")).isNotEmptyFile();
        assertThat(folder.resolve("meta store/warehouse/silver.db/prices")).isNotEmptyDirectory();
    }

    @Test
    void refusesAContextOfSomebodyElse() {
        try (JavaSparkContext theirs = new JavaSparkContext("local[1]", "theirs")) {
            assertThatThrownBy(LOCAL::open)
                    .isExactlyInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("this JVM has a Spark session already");
            assertThat(theirs.sc().isStopped()).isFalse();
        }
    }

    @Test
    void refusesAnEventLogFolderThatIsNotThere(@TempDir Path folder) {
        SessionSpec spec = SessionSpec.builder()
                .appName("prices")
                .putEnvironment("SPARK_EVENT_LOG_DIR", folder.resolve("nope").toString())
                .build()
                .local();

        assertThatThrownBy(spec::open)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid event log folder '" + folder.resolve("nope")
                        + "' (spark.eventLog.dir, or SPARK_EVENT_LOG_DIR): the folder does not exist."
                        + " Create it first.");
    }

    @Test
    void logsEventsIntoTheFolder(@TempDir Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("event log"));
        SessionSpec spec = SessionSpec.builder()
                .appName("prices")
                .putEnvironment("SPARK_EVENT_LOG_DIR", folder.toUri().toString())
                .build()
                .local();

        spec.open().close();

        assertThat(folder).isNotEmptyDirectory();
    }

    private static Set<String> workingDirectory() {
        String[] names = new File("").getAbsoluteFile().list();
        assertThat(names).isNotNull();
        return Arrays.stream(names).collect(Collectors.toSet());
    }
}
