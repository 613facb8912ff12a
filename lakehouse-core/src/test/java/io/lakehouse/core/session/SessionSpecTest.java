package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.TOTAL_CORES;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.InvalidSettingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.SetSystemProperty;

/** What a session spec takes from its builder and its process, and what it keeps to itself. */
class SessionSpecTest {

    @Test
    void isForAClusterUntilLocalIsAskedFor() {
        assertThat(cluster(Map.of()).isLocal()).isFalse();
    }

    @Test
    void usesTheMachineOfThisJvmByDefault() {
        assertThat(SessionSpec.builder().appName("prices").build().machine()).isEqualTo(Machine.current());
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
    void libraryDefaultAddsASetting() {
        EffectiveSetting extension = SparkSetting.text("spark.sql.extensions", "the table format")
                .byDefault("io.delta.sql.DeltaSparkSessionExtension");

        assertThat(cluster(Map.of()).withDefaults(List.of(extension)).explain().settings())
                .contains(extension);
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
