package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.storage.HDFSLogStore;
import io.delta.storage.LogStore;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits that are lost when two processes race, and what a contested version costs: this log store beside Delta's own,
 * under the same load. Delta's is only reported, because how often it loses one depends on the machine.
 */
class LogStoreBenchmark {

    private static final int VERSIONS = Integer.getInteger("contest.versions", 500);

    @TempDir
    private Path folder = Path.of("");

    private LogStoreContest.Outcome contest(Class<? extends LogStore> store) throws Exception {
        LogStoreContest.Outcome outcome = LogStoreContest.of(store, folder.resolve(store.getSimpleName()), VERSIONS)
                .run();
        System.out.printf(
                Locale.ROOT,
                "%-18s %,d contested versions, %.1f ms each: %d acknowledged twice, %d with what another writer"
                        + " wrote%n",
                store.getSimpleName(),
                VERSIONS,
                outcome.elapsed().toMillis() / (double) VERSIONS,
                outcome.acknowledgedTwice().size(),
                outcome.foreign().size());
        return outcome;
    }

    @Test
    void commitsLostByTwoProcesses() throws Exception {
        contest(HDFSLogStore.class);
        LogStoreContest.Outcome safe = contest(SafeLocalLogStore.class);

        assertThat(safe.acknowledgedTwice()).isEmpty();
        assertThat(safe.foreign()).isEmpty();
    }
}
