package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.RowValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class ConcurrentUpsertIT {

    private static final int WRITERS = 4;
    /** Upserts a writer; the system property {@code model.rounds} asks for more. */
    private static final int ROUNDS = Integer.getInteger("model.rounds", 3);

    @Test
    void writersOfTheSameNewKeyLeaveOneRow(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(PRICES);

        List<UpsertResult> results = race(table, lake, (writer, round) -> price("btc", at(4, round), "" + writer));

        assertThat(contents(table)).hasSize(ROUNDS);
        assertThat(results.stream().mapToLong(UpsertResult::rowsInserted).sum()).isEqualTo(ROUNDS);
        assertThat(versions(results)).doesNotHaveDuplicates();
        assertThat(historyOf(table))
                .hasSameSizeAs(versions(results))
                .containsExactlyInAnyOrderElementsOf(versions(results));
    }

    @Test
    void eachResultIsThatOfItsOwnCommit(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(PRICES);

        List<UpsertResult> results =
                race(table, lake, (writer, round) -> price("coin" + writer, at(4, round), "" + round));

        List<TableCommit> commits = table.history(1_000);
        assertThat(results)
                .allSatisfy(result -> assertThat(commits)
                        .filteredOn(
                                commit -> commit.version() == result.version().orElseThrow())
                        .singleElement()
                        .extracting(TableCommit::metrics, as(InstanceOfAssertFactories.map(String.class, String.class)))
                        .containsEntry("numTargetRowsInserted", String.valueOf(result.rowsInserted()))
                        .containsEntry("numTargetFilesAdded", String.valueOf(result.filesAdded())));
        assertThat(contents(table)).hasSize(WRITERS * ROUNDS);
    }

    /** The versions after the first, which has no gap. */
    private static List<Long> historyOf(LakehouseTable table) {
        List<Long> versions = new ArrayList<>();
        table.history(1_000).forEach(commit -> versions.add(commit.version()));
        assertThat(versions).hasSize((int) table.state().version() + 1);
        versions.remove(0L);
        return versions;
    }

    @Test
    void writersOfDifferentPartitionsNeverWaitForEachOther(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(PRICES);

        List<UpsertResult> results = race(table, lake, (writer, round) -> price("btc", at(writer + 1, round), "1"));

        assertThat(contents(table)).hasSize(WRITERS * ROUNDS);
        assertThat(results).extracting(UpsertResult::attempts).containsOnly(1);
        assertThat(versions(results)).doesNotHaveDuplicates().hasSize(WRITERS * ROUNDS);
    }

    private static String at(int day, int round) {
        return Instant.parse("2025-03-0" + day + "T00:00:00Z")
                .plusSeconds(round * 60L)
                .toString();
    }

    private interface Batch {
        RowValues row(int writer, int round);
    }

    private static List<UpsertResult> race(LakehouseTable table, Lakehouse lake, Batch batch) throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<List<UpsertResult>>> futures = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                futures.add(writers.submit(() -> {
                    List<UpsertResult> results = new ArrayList<>();
                    for (int round = 0; round < ROUNDS; round++) {
                        start.await();
                        results.add(table.upsert().execute(rows(lake, batch.row(number, round))));
                    }
                    return results;
                }));
            }
            List<UpsertResult> all = new ArrayList<>();
            for (Future<List<UpsertResult>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            writers.shutdownNow();
        }
    }

    private static List<Long> versions(List<UpsertResult> results) {
        return results.stream()
                .filter(UpsertResult::committed)
                .map(result -> result.version().getAsLong())
                .toList();
    }
}
