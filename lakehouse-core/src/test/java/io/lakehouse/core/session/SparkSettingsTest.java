package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.CONTAINER_MEMORY;
import static io.lakehouse.core.session.SessionSpecs.EVENT_LOG_DIR;
import static io.lakehouse.core.session.SessionSpecs.EXECUTOR_MEMORY;
import static io.lakehouse.core.session.SessionSpecs.SHUFFLE_MULTIPLIER;
import static io.lakehouse.core.session.SessionSpecs.TOTAL_CORES;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.effective;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static io.lakehouse.core.session.SettingSource.DEFAULT;
import static io.lakehouse.core.session.SettingSource.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The defaults of a session, and what the variables of the environment may say. */
class SparkSettingsTest {

    @Test
    void clusterSessionHasTheseDefaults() {
        assertThat(cluster(Map.of()).toConf())
                .containsExactly(
                        entry("spark.app.name", "prices"),
                        entry("spark.memory.fraction", "0.8"),
                        entry("spark.memory.storageFraction", "0.3"),
                        entry("spark.redaction.regex", Redaction.REGEX),
                        entry("spark.sql.adaptive.coalescePartitions.enabled", "true"),
                        entry("spark.sql.adaptive.enabled", "true"),
                        entry("spark.sql.adaptive.skewJoin.enabled", "true"),
                        entry("spark.sql.ansi.enabled", "true"),
                        entry("spark.sql.codegen.cache.maxEntries", "2000"),
                        entry("spark.sql.session.timeZone", "UTC"),
                        entry("spark.sql.shuffle.partitions", "12"));
    }

    @Test
    void localSessionHasTheseDefaults() {
        assertThat(cluster(Map.of()).local().toConf())
                .containsExactly(
                        entry("spark.app.name", "prices"),
                        entry("spark.broadcast.blockSize", "256k"),
                        entry("spark.buffer.pageSize", "1048560"),
                        entry("spark.driver.bindAddress", "127.0.0.1"),
                        entry("spark.driver.host", "127.0.0.1"),
                        entry("spark.master", "local[2]"),
                        entry("spark.memory.fraction", "0.8"),
                        entry("spark.memory.storageFraction", "0.3"),
                        entry("spark.redaction.regex", Redaction.REGEX),
                        entry("spark.sql.adaptive.coalescePartitions.enabled", "true"),
                        entry("spark.sql.adaptive.enabled", "true"),
                        entry("spark.sql.adaptive.skewJoin.enabled", "true"),
                        entry("spark.sql.ansi.enabled", "true"),
                        entry("spark.sql.codegen.cache.maxEntries", "2000"),
                        entry("spark.sql.session.timeZone", "UTC"),
                        entry("spark.sql.shuffle.partitions", "6"),
                        entry("spark.ui.enabled", "false"));
    }

    @Test
    void everySettingOfAnEmptyEnvironmentIsADefault() {
        assertThat(cluster(Map.of()).local().explain().settings())
                .extracting(EffectiveSetting::source)
                .containsOnly(DEFAULT);
    }

    @Test
    void clusterSessionSetsNoMaster() {
        assertThat(cluster(Map.of()).toConf()).doesNotContainKey("spark.master");
    }

    @Test
    void localSessionUsesTheCoresOfTheMachine() {
        assertThat(spec(Map.of())
                        .machine(new Machine(7, 2L << 30))
                        .build()
                        .local()
                        .toConf())
                .containsEntry("spark.master", "local[7]");
    }

    @Test
    void logsEventsIntoTheDirectoryOfTheEnvironment() {
        assertThat(cluster(Map.of(EVENT_LOG_DIR, "hdfs://logs/spark")).toConf())
                .containsEntry("spark.eventLog.enabled", "true")
                .containsEntry("spark.eventLog.dir", "hdfs://logs/spark");
    }

    @Test
    void logsEventsOfALocalSessionToo() {
        assertThat(cluster(Map.of(EVENT_LOG_DIR, "/logs")).local().toConf())
                .containsEntry("spark.eventLog.enabled", "true")
                .containsEntry("spark.eventLog.dir", "/logs");
    }

    @Test
    void namesTheVariableThatTheEventLogCameFrom() {
        assertThat(effective(cluster(Map.of(EVENT_LOG_DIR, "/logs")), SparkSettings.EVENT_LOG_DIR))
                .isEqualTo(new EffectiveSetting(
                        "spark.eventLog.dir",
                        "/logs",
                        ENVIRONMENT,
                        "where the History Server looks (SPARK_EVENT_LOG_DIR)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            VARIABLE                  | VALUE       | ALLOWED
            SPARK_TOTAL_CORES         | four        | a whole number from 1 to 1000000
            SPARK_TOTAL_CORES         | 0           | a whole number from 1 to 1000000
            SPARK_TOTAL_CORES         | -1          | a whole number from 1 to 1000000
            SPARK_TOTAL_CORES         | 4.0         | a whole number from 1 to 1000000
            SPARK_TOTAL_CORES         | 1000001     | a whole number from 1 to 1000000
            SPARK_TOTAL_CORES         | 99999999999 | a whole number from 1 to 1000000
            SPARK_SHUFFLE_MULTIPLIER  | 1           | a whole number from 2 to 4
            SPARK_SHUFFLE_MULTIPLIER  | 5           | a whole number from 2 to 4
            SPARK_SHUFFLE_MULTIPLIER  | 9           | a whole number from 2 to 4
            SPARK_SHUFFLE_MULTIPLIER  | 2.5         | a whole number from 2 to 4
            SPARK_SHUFFLE_MULTIPLIER  | x           | a whole number from 2 to 4
            SPARK_CONTAINER_MEMORY_GB | 0           | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | 0.0         | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | -1          | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | 65536.001   | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | 1e999999999 | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | x           | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | 4g          | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | 1,5         | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | NaN         | a number from 0.55 to 65536
            SPARK_CONTAINER_MEMORY_GB | Infinity    | a number from 0.55 to 65536
            SPARK_EXECUTOR_MEMORY     | 0           | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 0g          | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 3           | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | -1g         | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 1.5g        | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 3 g         | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 1k          | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | 449m        | a whole number and a unit, for example 3g or 3276m, at least 450m
            SPARK_EXECUTOR_MEMORY     | x           | a whole number and a unit, for example 3g or 3276m, at least 450m
            """)
    void refusesABadValueNamingTheVariableAndWhatIsAllowed(String variable, String value, String allowed) {
        SessionSpec spec = cluster(Map.of(variable, value));

        assertThatThrownBy(spec::explain)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid environment variable " + variable + "='" + value + "': use " + allowed
                        + ", or unset it.");
    }

    @Test
    void refusesABadValueInALocalSessionToo() {
        SessionSpec spec = cluster(Map.of(SHUFFLE_MULTIPLIER, "9")).local();

        assertThatThrownBy(spec::explain)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid environment variable SPARK_SHUFFLE_MULTIPLIER='9':"
                        + " use a whole number from 2 to 4, or unset it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {TOTAL_CORES, SHUFFLE_MULTIPLIER, CONTAINER_MEMORY, EXECUTOR_MEMORY, EVENT_LOG_DIR})
    void anEmptyVariableCountsAsUnset(String variable) {
        assertThat(cluster(Map.of(variable, "")).explain().settings())
                .isEqualTo(cluster(Map.of()).explain().settings());
    }

    @ParameterizedTest
    @ValueSource(strings = {TOTAL_CORES, SHUFFLE_MULTIPLIER, CONTAINER_MEMORY, EXECUTOR_MEMORY, EVENT_LOG_DIR})
    void aBlankVariableCountsAsUnset(String variable) {
        assertThat(cluster(Map.of(variable, " \t ")).explain().settings())
                .isEqualTo(cluster(Map.of()).explain().settings());
    }

    @ParameterizedTest
    @CsvSource({
        "SPARK_TOTAL_CORES, 22",
        "SPARK_SHUFFLE_MULTIPLIER, 4",
        "SPARK_CONTAINER_MEMORY_GB, 1.5",
        "SPARK_EXECUTOR_MEMORY, 3g",
        "SPARK_EVENT_LOG_DIR, /logs"
    })
    void blanksAroundAValueDoNotCount(String variable, String value) {
        assertThat(cluster(Map.of(variable, " " + value + "\n")).explain().settings())
                .isEqualTo(cluster(Map.of(variable, value)).explain().settings());
    }

    @ParameterizedTest
    @CsvSource({"SPARK_TOTAL_CORES, four", "SPARK_CONTAINER_MEMORY_GB, x", "SPARK_EXECUTOR_MEMORY, lots"})
    void refusesABadValueEvenWhereItIsOfNoUse(String variable, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("SPARK_EXECUTOR_MEMORY", "3g"));
        environment.put(variable, value);
        SessionSpec local = cluster(environment).local();

        assertThatThrownBy(local::explain)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Invalid environment variable " + variable + "='" + value + "': ");
    }
}
