package io.lakehouse.core.session;

import static io.lakehouse.core.session.SettingSource.DEFAULT;
import static io.lakehouse.core.session.SettingSource.ENVIRONMENT;
import static io.lakehouse.core.session.SettingSource.EXPLICIT;
import static io.lakehouse.core.session.SettingSource.SUBMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.SetSystemProperty;

class SessionSpecTest {

    private static final String TOTAL_CORES = "SPARK_TOTAL_CORES";

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
    void isForAClusterUntilLocalIsAskedFor() {
        assertThat(cluster(Map.of()).isLocal()).isFalse();
    }

    @Test
    void usesTheMachineOfThisJvmByDefault() {
        assertThat(SessionSpec.builder().appName("prices").build().machine()).isEqualTo(Machine.current());
    }

    @Test
    void everySettingSaysWhyItIsThere() {
        assertThat(cluster(Map.of()).local().explain().settings())
                .extracting(EffectiveSetting::reason)
                .noneMatch(String::isBlank);
    }

    @Test
    void refusesABadValueWhenAskedForTheConf() {
        SessionSpec spec = cluster(Map.of(TOTAL_CORES, "four"));

        assertThatThrownBy(spec::toConf)
                .isExactlyInstanceOf(InvalidSettingException.class)
                .hasMessage("Invalid environment variable SPARK_TOTAL_CORES='four':"
                        + " use a whole number from 1 to 1000000, or unset it.");
    }

    @Test
    void environmentWinsOverDefault() {
        assertThat(effective(cluster(Map.of(TOTAL_CORES, "22")), SparkSettings.SHUFFLE_PARTITIONS))
                .isEqualTo(new EffectiveSetting(
                        "spark.sql.shuffle.partitions",
                        "66",
                        ENVIRONMENT,
                        "cores x multiplier: enough tasks to balance, few enough to be cheap (SPARK_TOTAL_CORES)"));
    }

    @Test
    void setWinsOverEnvironment() {
        SessionSpec spec = cluster(Map.of(TOTAL_CORES, "22")).set(SparkSettings.SHUFFLE_PARTITIONS, 7);

        assertThat(effective(spec, SparkSettings.SHUFFLE_PARTITIONS))
                .isEqualTo(new EffectiveSetting("spark.sql.shuffle.partitions", "7", EXPLICIT, "set by the program"));
    }

    @Test
    void submittedWinsOverSet() {
        SessionSpec spec = spec(Map.of(TOTAL_CORES, "22"))
                .putSubmitted("spark.sql.shuffle.partitions", "5")
                .build()
                .set(SparkSettings.SHUFFLE_PARTITIONS, 7);

        assertThat(effective(spec, SparkSettings.SHUFFLE_PARTITIONS))
                .isEqualTo(new EffectiveSetting("spark.sql.shuffle.partitions", "5", SUBMITTED, "set by spark-submit"));
    }

    @Test
    void setWinsOverDefault() {
        assertThat(cluster(Map.of()).set(SparkSettings.ANSI, false).toConf())
                .containsEntry("spark.sql.ansi.enabled", "false");
    }

    @Test
    void submittedWinsOverDefault() {
        assertThat(spec(Map.of())
                        .putSubmitted("spark.sql.session.timeZone", "Europe/Madrid")
                        .build()
                        .toConf())
                .containsEntry("spark.sql.session.timeZone", "Europe/Madrid");
    }

    @Test
    void aLocalSessionStaysLocalWhateverMasterWasSubmitted() {
        assertThat(spec(Map.of())
                        .putSubmitted("spark.master", "spark://head:7077")
                        .build()
                        .local()
                        .toConf())
                .containsEntry("spark.master", "local[2]");
    }

    @Test
    void theLastSetCounts() {
        assertThat(cluster(Map.of())
                        .set(SparkSettings.MEMORY_FRACTION, new BigDecimal("0.6"))
                        .set(SparkSettings.MEMORY_FRACTION, new BigDecimal("0.7"))
                        .toConf())
                .containsEntry("spark.memory.fraction", "0.7");
    }

    @Test
    void setLeavesTheSpecItStartsFromAsItWas() {
        SessionSpec spec = cluster(Map.of());

        SessionSpec changed = spec.set(SparkSettings.ANSI, false);

        assertThat(spec.toConf()).containsEntry("spark.sql.ansi.enabled", "true");
        assertThat(changed.toConf()).containsEntry("spark.sql.ansi.enabled", "false");
    }

    @Test
    void keepsSubmittedSettingsThatItDoesNotKnow() {
        assertThat(spec(Map.of())
                        .putSubmitted("spark.executor.instances", "3")
                        .build()
                        .toConf())
                .containsEntry("spark.executor.instances", "3");
    }

    @Test
    void libraryDefaultWinsOverOwnDefault() {
        SessionSpec spec =
                cluster(Map.of()).withDefaults(List.of(SparkSettings.STORAGE_FRACTION.byDefault(BigDecimal.ONE)));

        assertThat(effective(spec, SparkSettings.STORAGE_FRACTION))
                .isEqualTo(new EffectiveSetting(
                        "spark.memory.storageFraction",
                        "1",
                        DEFAULT,
                        "shuffles and sorts need memory more than the cache does"));
    }

    @Test
    void libraryDefaultAddsASetting() {
        EffectiveSetting extension = SparkSetting.text("spark.sql.extensions", "the table format")
                .byDefault("io.delta.sql.DeltaSparkSessionExtension");

        assertThat(cluster(Map.of()).withDefaults(List.of(extension)).explain().settings())
                .contains(extension);
    }

    @Test
    void theLastLibraryDefaultCounts() {
        assertThat(cluster(Map.of())
                        .withDefaults(List.of(SparkSettings.TIME_ZONE.byDefault("Asia/Tokyo")))
                        .withDefaults(List.of(SparkSettings.TIME_ZONE.byDefault("Asia/Seoul")))
                        .toConf())
                .containsEntry("spark.sql.session.timeZone", "Asia/Seoul");
    }

    @Test
    void environmentWinsOverLibraryDefault() {
        assertThat(cluster(Map.of(TOTAL_CORES, "22"))
                        .withDefaults(List.of(SparkSettings.SHUFFLE_PARTITIONS.byDefault(200)))
                        .toConf())
                .containsEntry("spark.sql.shuffle.partitions", "66");
    }

    @Test
    void setWinsOverLibraryDefaultInWhateverOrder() {
        assertThat(cluster(Map.of())
                        .set(SparkSettings.SHUFFLE_PARTITIONS, 7)
                        .withDefaults(List.of(SparkSettings.SHUFFLE_PARTITIONS.byDefault(200)))
                        .toConf())
                .containsEntry("spark.sql.shuffle.partitions", "7");
    }

    @Test
    void submittedWinsOverLibraryDefault() {
        assertThat(spec(Map.of())
                        .putSubmitted("spark.sql.shuffle.partitions", "5")
                        .build()
                        .withDefaults(List.of(SparkSettings.SHUFFLE_PARTITIONS.byDefault(200)))
                        .toConf())
                .containsEntry("spark.sql.shuffle.partitions", "5");
    }

    @Test
    void submittedAppNameWinsOverTheOneOfTheSpec() {
        assertThat(spec(Map.of())
                        .putSubmitted("spark.app.name", "nightly")
                        .build()
                        .toConf())
                .containsEntry("spark.app.name", "nightly");
    }

    @Test
    void localKeepsWhatWasSetBefore() {
        assertThat(cluster(Map.of()).set(SparkSettings.UI, true).local().toConf())
                .containsEntry("spark.ui.enabled", "true");
    }

    @Test
    void explainsSettingsSortedByKey() {
        SessionSpec spec = spec(Map.of())
                .putSubmitted("spark.a", "1")
                .build()
                .withDefaults(List.of(SparkSetting.text("spark.z", "last").byDefault("2")));

        assertThat(spec.explain().settings())
                .extracting(EffectiveSetting::key)
                .isSorted()
                .startsWith("spark.a")
                .endsWith("spark.z");
    }

    @Test
    void showsNoValueOfTheEnvironmentOrOfAnySetting() {
        SessionSpec spec = spec(Map.of("AWS_SECRET_ACCESS_KEY", "hunter2"))
                .putSubmitted("spark.hadoop.fs.s3a.secret.key", "hunter2")
                .build()
                .set(SparkSetting.text("spark.ssl.keyPassword", "secret"), "hunter2")
                .withDefaults(List.of(SparkSetting.text("spark.ssl.keyStorePassword", "secret")
                        .byDefault("hunter2")));

        assertThat(spec)
                .hasToString(
                        "SessionSpec{appName=prices, machine=Machine[cores=2, heapBytes=2147483648], isLocal=false}");
    }

    @Test
    void ignoresEnvironmentVariablesThatItDoesNotKnow() {
        assertThat(cluster(Map.of("AWS_SECRET_ACCESS_KEY", "hunter2")).explain().settings())
                .isEqualTo(cluster(Map.of()).explain().settings());
    }

    @Test
    void readsTheEnvironmentOfTheProcess() {
        assertThat(SessionSpec.fromEnvironment("prices").environment()).isEqualTo(System.getenv());
    }

    @Test
    @SetSystemProperty(key = "spark.lakehouse.test", value = "yes")
    @SetSystemProperty(key = "sparkling", value = "no")
    void takesTheSparkSystemPropertiesOfTheProcessAsSubmitted() {
        assertThat(SessionSpec.fromEnvironment("prices").submitted())
                .containsEntry("spark.lakehouse.test", "yes")
                .doesNotContainKey("sparkling");
    }

    @Test
    void refusesToBeWithoutAppName() {
        assertThatThrownBy(() -> SessionSpec.builder().build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot build SessionSpec, some of required attributes are not set [appName]");
    }

    @Test
    void explanationIsTextToBePrinted() {
        SessionSpec spec = spec(Map.of(TOTAL_CORES, "22"))
                .putSubmitted("spark.executor.instances", "3")
                .build()
                .set(SparkSettings.ANSI, false);

        assertThat(spec.explain().toString().lines())
                .hasSize(12)
                .startsWith(
                        "spark.app.name = prices (DEFAULT: the name of the run in the UI and the History Server)",
                        "spark.executor.instances = 3 (SUBMITTED: set by spark-submit)")
                .contains(
                        "spark.sql.ansi.enabled = false (EXPLICIT: set by the program)",
                        "spark.sql.shuffle.partitions = 66 (ENVIRONMENT: cores x multiplier: enough tasks to balance,"
                                + " few enough to be cheap (SPARK_TOTAL_CORES))");
    }

    @Test
    void explanationFindsASetting() {
        SessionExplanation explanation = cluster(Map.of()).explain();

        assertThat(explanation.find(SparkSettings.TIME_ZONE)).contains(SparkSettings.TIME_ZONE.byDefault("UTC"));
        assertThat(explanation.find(SparkSettings.MASTER)).isEmpty();
    }

    @Test
    void showsNoSecretInExplanationAndConf() {
        SessionSpec spec = spec(Map.of())
                .putSubmitted("spark.hadoop.fs.s3a.secret.key", "hunter2")
                .build()
                .set(SparkSetting.text("spark.coingecko.apiKey", "the feed"), "hunter2")
                .withDefaults(List.of(SparkSetting.text("spark.ssl.keyStorePassword", "the UI")
                        .byDefault("hunter2")))
                .hive(HiveMetastore.jdbc("jdbc:postgresql://db:5432/metastore", "hive", "hunter2"));

        assertThat(spec.explain().toString()).doesNotContain("hunter2");
        assertThat(spec.explain().settings())
                .extracting(EffectiveSetting::value)
                .doesNotContain("hunter2");
        assertThat(spec.toConf().toString()).doesNotContain("hunter2");
        assertThat(spec.toString()).doesNotContain("hunter2");
        assertThat(spec.toConf())
                .containsEntry("spark.hadoop.javax.jdo.option.ConnectionPassword", "*********(redacted)")
                .containsEntry("spark.coingecko.apiKey", "*********(redacted)");
    }

    @Test
    void localSessionRunsFewerTasksWhereTheHeapIsSmall() {
        SessionSpec small =
                spec(Map.of()).machine(new Machine(16, 1L << 30)).build().local();

        assertThat(small.toConf())
                .containsEntry("spark.master", "local[4]")
                .containsEntry("spark.sql.shuffle.partitions", "12");
    }
}
