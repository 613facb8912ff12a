package io.lakehouse.core.session;

import static io.lakehouse.core.session.SessionSpecs.SHUFFLE_MULTIPLIER;
import static io.lakehouse.core.session.SessionSpecs.TOTAL_CORES;
import static io.lakehouse.core.session.SessionSpecs.cluster;
import static io.lakehouse.core.session.SessionSpecs.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Into how many partitions a session shuffles. */
class SparkShuffleSettingsTest {

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
    void aMultiplierFromTheEnvironmentWinsOverALibraryDefault() {
        SessionSpec spec = cluster(Map.of(SHUFFLE_MULTIPLIER, "4"))
                .withDefaults(List.of(SparkSettings.SHUFFLE_PARTITIONS.byDefault(200)));

        assertThat(spec.toConf()).containsEntry("spark.sql.shuffle.partitions", "16");
    }
}
