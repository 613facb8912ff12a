package io.lakehouse.core.session;

import static io.lakehouse.core.session.SettingSource.DEFAULT;
import static io.lakehouse.core.session.SettingSource.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSettingsTest {

    private static final String TOTAL_CORES = "SPARK_TOTAL_CORES";
    private static final String SHUFFLE_MULTIPLIER = "SPARK_SHUFFLE_MULTIPLIER";
    private static final String CONTAINER_MEMORY = "SPARK_CONTAINER_MEMORY_GB";
    private static final String EXECUTOR_MEMORY = "SPARK_EXECUTOR_MEMORY";
    private static final String EVENT_LOG_DIR = "SPARK_EVENT_LOG_DIR";

    private static SessionSpec.Builder spec(Map<String, String> environment) {
        return SessionSpec.builder().appName("prices").environment(environment).machine(new Machine(2, 2L << 30));
    }

    private static SessionSpec cluster(Map<String, String> environment) {
        return spec(environment).build();
    }

    private static EffectiveSetting effective(SessionSpec spec, SparkSetting<?> setting) {
        return spec.explain().find(setting).orElseThrow();
    }

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "unset", useHeadersInDisplayName = true, textBlock = """
            CORES   | MULTIPLIER | PARTITIONS
            unset   | unset      | 12
            unset   | 2          | 8
            unset   | 4          | 16
            1       | 3          | 8
            1       | unset      | 8
            2       | 4          | 8
            3       | 3          | 9
            4       | 2          | 8
            4       | 4          | 16
            22      | 3          | 66
            64      | 4          | 256
            85      | 3          | 255
            86      | 3          | 256
            200     | 3          | 256
            1000000 | 4          | 256
            """)
    void sizesTheShufflesOfACluster(@Nullable String cores, @Nullable String multiplier, String partitions) {
        Map<String, String> environment = new HashMap<>();
        if (cores != null) {
            environment.put(TOTAL_CORES, cores);
        }
        if (multiplier != null) {
            environment.put(SHUFFLE_MULTIPLIER, multiplier);
        }

        assertThat(cluster(environment).toConf()).containsEntry("spark.sql.shuffle.partitions", partitions);
    }

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            MACHINE, PARTITIONS
            1, 3
            2, 6
            8, 24
            85, 255
            86, 256
            2147483647, 256
            """)
    void sizesTheShufflesOfALocalSessionToTheMachine(int cores, String partitions) {
        SessionSpec local = spec(Map.of())
                .machine(new Machine(cores, Long.MAX_VALUE))
                .build()
                .local();

        assertThat(local.toConf()).containsEntry("spark.sql.shuffle.partitions", partitions);
    }

    @Test
    void multiplierCountsForALocalSession() {
        assertThat(cluster(Map.of(SHUFFLE_MULTIPLIER, "2")).local().toConf())
                .containsEntry("spark.sql.shuffle.partitions", "4");
    }

    @Test
    void coresOfTheClusterDoNotCountForALocalSession() {
        assertThat(cluster(Map.of(TOTAL_CORES, "64")).local().toConf())
                .containsEntry("spark.sql.shuffle.partitions", "6");
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

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            GIB,    HEAP,      OVERHEAD
            4,      3276m,     820m
            8,      6553m,     1639m
            1.5,    1228m,     308m
            1,      819m,      205m
            0.75,   614m,      154m
            3.3,    2703m,     676m
            16.001, 13108m,    3277m
            4.0,    3276m,     820m
            4e0,    3276m,     820m
            65536,  53687091m, 13421773m
            """)
    void splitsTheContainerIntoHeapAndOverhead(String gibibytes, String heap, String overhead) {
        assertThat(cluster(Map.of(CONTAINER_MEMORY, gibibytes)).toConf())
                .containsEntry("spark.executor.memory", heap)
                .containsEntry("spark.executor.memoryOverhead", overhead);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.6", "1", "1.0009", "1.5", "2.7", "3.3", "4", "7.9999", "8", "16.001", "100.1", "65536"})
    void heapAndOverheadNeverExceedTheContainer(String gibibytes) {
        Map<String, String> conf = cluster(Map.of(CONTAINER_MEMORY, gibibytes)).toConf();

        BigDecimal both =
                mebibytes(conf, "spark.executor.memory").add(mebibytes(conf, "spark.executor.memoryOverhead"));
        assertThat(both).isLessThanOrEqualTo(new BigDecimal(gibibytes).multiply(new BigDecimal(1024)));
    }

    private static BigDecimal mebibytes(Map<String, String> conf, String key) {
        String value = conf.getOrDefault(key, "unset");
        assertThat(value).endsWith("m");
        return new BigDecimal(value.substring(0, value.length() - 1));
    }

    @Test
    void setsNoMemoryWithoutAContainer() {
        assertThat(cluster(Map.of()).toConf())
                .doesNotContainKeys("spark.executor.memory", "spark.executor.memoryOverhead");
    }

    @Test
    void setsNoExecutorMemoryForALocalSession() {
        assertThat(cluster(Map.of(CONTAINER_MEMORY, "4")).local().toConf())
                .doesNotContainKeys("spark.executor.memory", "spark.executor.memoryOverhead");
    }

    @Test
    void executorMemoryComesFirst() {
        assertThat(cluster(Map.of(EXECUTOR_MEMORY, "3g", CONTAINER_MEMORY, "8")).toConf())
                .containsEntry("spark.executor.memory", "3g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3g", "3276m", "3145728k", "1t", "3G", "3276M", "3145728K", "1T", "10g"})
    void takesExecutorMemoryAsItStands(String memory) {
        assertThat(cluster(Map.of(EXECUTOR_MEMORY, memory)).toConf()).containsEntry("spark.executor.memory", memory);
    }

    @Test
    void namesTheVariableThatTheHeapCameFrom() {
        assertThat(effective(cluster(Map.of(CONTAINER_MEMORY, "4")), SparkSettings.EXECUTOR_MEMORY))
                .isEqualTo(new EffectiveSetting(
                        "spark.executor.memory",
                        "3276m",
                        ENVIRONMENT,
                        "80 % of the container (SPARK_CONTAINER_MEMORY_GB)"));
    }

    @Test
    void namesTheVariableThatTheOverheadCameFrom() {
        assertThat(effective(cluster(Map.of(CONTAINER_MEMORY, "4")), SparkSettings.EXECUTOR_MEMORY_OVERHEAD))
                .isEqualTo(new EffectiveSetting(
                        "spark.executor.memoryOverhead",
                        "820m",
                        ENVIRONMENT,
                        "the rest of the container, so that both together never exceed it"
                                + " (SPARK_CONTAINER_MEMORY_GB)"));
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
    void takesTheSmallestContainerThatSparkStartsAnExecutorIn() {
        assertThat(cluster(Map.of(CONTAINER_MEMORY, "0.55")).toConf()).containsEntry("spark.executor.memory", "450m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5499", "1e-99999999"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesAContainerTooSmallForAnExecutor(String gibibytes) {
        SessionSpec spec = cluster(Map.of(CONTAINER_MEMORY, gibibytes));

        assertThatThrownBy(spec::explain)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid environment variable SPARK_CONTAINER_MEMORY_GB='" + gibibytes
                        + "': use a number from 0.55 to 65536, or unset it.");
    }

    @Test
    void aMultiplierFromTheEnvironmentWinsOverALibraryDefault() {
        SessionSpec spec = cluster(Map.of(SHUFFLE_MULTIPLIER, "4"))
                .withDefaults(List.of(SparkSettings.SHUFFLE_PARTITIONS.byDefault(200)));

        assertThat(spec.toConf()).containsEntry("spark.sql.shuffle.partitions", "16");
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

    @Test
    void refusesAnExecutorMemoryBeyondAllMachines() {
        SessionSpec spec = cluster(Map.of("SPARK_EXECUTOR_MEMORY", "99999999999999999999g"));

        assertThatThrownBy(spec::explain).isExactlyInstanceOf(InvalidSettingException.class);
    }

    @Test
    void namesTheVariableThatTheMemoryCameFrom() {
        assertThat(effective(cluster(Map.of(EXECUTOR_MEMORY, "450m")), SparkSettings.EXECUTOR_MEMORY))
                .isEqualTo(new EffectiveSetting(
                        "spark.executor.memory",
                        "450m",
                        ENVIRONMENT,
                        "set by SPARK_EXECUTOR_MEMORY, which overrides the container"));
    }

    @Test
    void aHeapThatIsSubmittedLeavesTheOverheadToSpark() {
        SessionSpec spec = spec(Map.of(CONTAINER_MEMORY, "4"))
                .putSubmitted("spark.executor.memory", "6g")
                .build();

        assertThat(spec.toConf())
                .containsEntry("spark.executor.memory", "6g")
                .doesNotContainKey("spark.executor.memoryOverhead");
    }

    @Test
    void anOverheadThatIsSetLeavesTheHeapToSpark() {
        SessionSpec spec = cluster(Map.of(CONTAINER_MEMORY, "4")).set(SparkSettings.EXECUTOR_MEMORY_OVERHEAD, "2g");

        assertThat(spec.toConf())
                .containsEntry("spark.executor.memoryOverhead", "2g")
                .doesNotContainKey("spark.executor.memory");
    }
}
