package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.TOTAL_CORES;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.effective;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static io.lakehouse.core.session.SettingSource.DEFAULT;
import static io.lakehouse.core.session.SettingSource.ENVIRONMENT;
import static io.lakehouse.core.session.SettingSource.EXPLICIT;
import static io.lakehouse.core.session.SettingSource.SUBMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of several values of a setting a session gets. */
class SessionSpecPrecedenceTest {

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
}
