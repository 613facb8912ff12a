package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.SessionSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaSettingsTest {

    private static final String SNAPSHOT_PARTITIONS = "spark.databricks.delta.snapshotPartitions";

    private static SessionSpec.Builder prices() {
        return SessionSpec.builder().appName("prices").environment(Map.of()).submitted(Map.of());
    }

    @ParameterizedTest
    @CsvSource({"2, 8", "4, 12", "16, 48", "17, 50", "1000, 50"})
    void aClusterReplaysTheLogInAsManyTasksAsAShuffleButNoMoreThanDelta(String cores, String tasks) {
        SessionSpec session =
                prices().environment(Map.of("SPARK_TOTAL_CORES", cores)).build();

        assertThat(DeltaSettings.addTo(session).toConf()).containsEntry(SNAPSHOT_PARTITIONS, tasks);
    }

    @Test
    void theTasksOfAShuffleThatWereSubmittedCount() {
        SessionSpec session =
                prices().submitted(Map.of("spark.sql.shuffle.partitions", "30")).build();

        assertThat(DeltaSettings.addTo(session).toConf()).containsEntry(SNAPSHOT_PARTITIONS, "30");
    }

    @Test
    void aNumberThatIsNoneIsLeftToSparkToRefuse() {
        SessionSpec session = prices().submitted(Map.of("spark.sql.shuffle.partitions", "many"))
                .build();

        assertThat(DeltaSettings.addTo(session).toConf()).doesNotContainKey(SNAPSHOT_PARTITIONS);
    }

    @Test
    void whatWasSubmittedWins() {
        SessionSpec session =
                prices().submitted(Map.of(SNAPSHOT_PARTITIONS, "7")).build();

        assertThat(DeltaSettings.addTo(session).toConf()).containsEntry(SNAPSHOT_PARTITIONS, "7");
    }

    @Test
    void aLocalSessionReplaysItInOneTask() {
        assertThat(DeltaSettings.addTo(prices().build().local()).toConf()).containsEntry(SNAPSHOT_PARTITIONS, "1");
    }
}
