package io.lakehouse.delta;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One of two processes whose threads create two tables at the same moment, then append to one and upsert into the other,
 * each round at the same moment.
 */
final class TableWriters {

    static final int PROCESSES = 2;
    static final int WRITERS = 2;
    static final int ROUNDS = 2;

    static final TableSpec APPENDED = TableSpec.builder()
            .name("bronze", "prices")
            .addFields(Prices.ID, Prices.LAST_UPDATED, Prices.PRICE, Prices.INGESTED_AT)
            .build();

    /** What a process leaves behind: a line {@code table row version} for each row that it was told is in the table. */
    static final String ACKNOWLEDGED = "rows-by-process-";

    private TableWriters() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int process = Integer.parseInt(arguments[1]);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (Lakehouse lake =
                Lakehouse.open(SessionSpec.fromEnvironment("writers").local(), Warehouse.at(folder))) {
            List<Future<List<String>>> futures = new ArrayList<>();
            SharedBarrier barrier = SharedBarrier.open(folder.resolve("barrier"), PROCESSES * WRITERS);
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = process * WRITERS + writer;
                futures.add(threads.submit(() -> write(lake, number, barrier)));
            }
            List<String> acknowledged = new ArrayList<>();
            for (Future<List<String>> future : futures) {
                acknowledged.addAll(future.get());
            }
            Files.write(folder.resolve(ACKNOWLEDGED + process), acknowledged);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> write(Lakehouse lake, int writer, SharedBarrier barrier) throws IOException {
        barrier.await();
        LakehouseTable appended = lake.table(APPENDED);
        LakehouseTable upserted = lake.table(PRICES);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            // A day of its own, so that only the log is contended, but for a row of the first round that all want.
            String at = String.format(Locale.ROOT, "2025-03-%02dT00:%02d:00Z", writer + 1, round);
            RowValues own = price("coin" + writer, at, "1");
            List<RowValues> wanted =
                    round > 0 ? List.of(own) : List.of(own, price("shared", "2025-03-09T00:00:00Z", "1"));
            barrier.await();
            OptionalLong version = appended.append(writer + "-" + round)
                    .execute(rows(lake, own))
                    .version();
            acknowledged.add("appended coin" + writer + " " + at + " " + version.orElseThrow());
            version = upserted.upsert().execute(rows(lake.spark(), wanted)).version();
            acknowledged.add("upserted coin" + writer + " " + at + " " + version.orElseThrow());
        }
        return acknowledged;
    }
}
