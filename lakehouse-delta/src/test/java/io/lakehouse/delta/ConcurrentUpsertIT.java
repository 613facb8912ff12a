package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.contents;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.RowValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class ConcurrentUpsertIT {

    private static final int WRITERS = 3;
    private static final int ROUNDS = 3;

    @Test
    void writersOfTheSameNewKeyLeaveOneRow(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(PRICES);

        List<UpsertResult> results =
                race(table, lake, (writer, round) -> price("btc", "2025-03-04T0" + round + ":00:00Z", "" + writer));

        assertThat(contents(table)).hasSize(ROUNDS);
        assertThat(results.stream().mapToLong(UpsertResult::rowsInserted).sum()).isEqualTo(ROUNDS);
        assertThat(versions(results)).doesNotHaveDuplicates();
    }

    @Test
    void writersOfDifferentPartitionsNeverWaitForEachOther(Lakehouse lake) throws Exception {
        LakehouseTable table = lake.table(PRICES);

        List<UpsertResult> results = race(
                table,
                lake,
                (writer, round) -> price("btc", "2025-03-0" + (writer + 1) + "T0" + round + ":00:00Z", "1"));

        assertThat(contents(table)).hasSize(WRITERS * ROUNDS);
        assertThat(results).extracting(UpsertResult::attempts).containsOnly(1);
        assertThat(versions(results)).doesNotHaveDuplicates().hasSize(WRITERS * ROUNDS);
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
