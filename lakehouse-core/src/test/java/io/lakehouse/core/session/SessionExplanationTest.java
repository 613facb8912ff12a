package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.TOTAL_CORES;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every setting of a session is explained, in order, as text that can be printed. */
class SessionExplanationTest {

    @Test
    void everySettingSaysWhyItIsThere() {
        assertThat(cluster(Map.of()).local().explain().settings())
                .extracting(EffectiveSetting::reason)
                .noneMatch(String::isBlank);
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
}
