package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.CONTAINER_MEMORY;
import static io.lakehouse.core.session.SessionSpecs.EXECUTOR_MEMORY;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.effective;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static io.lakehouse.core.session.SettingSource.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much memory an executor gets, and which variable says so. */
class SparkMemorySettingsTest {

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
