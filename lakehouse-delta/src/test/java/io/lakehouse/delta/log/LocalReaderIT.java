package io.lakehouse.delta.log;

import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.RowValues;
import io.lakehouse.delta.DeltaView;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.spark.Background;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file is read as a whole or not at all. */
@ExtendWith(LakehouseFixture.class)
class LocalReaderIT {

    private static final int ROWS = 2_000;

    @Test
    void neverGivesPartOfAFileWhenThreadsShareTooLittleMemory(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        List<RowValues> day = IntStream.range(0, ROWS)
                .mapToObj(coin -> price("coin" + coin, "2025-03-04T12:00:00Z", "1"))
                .toList();
        table.upsert().execute(rows(lake.spark(), day));
        TableSnapshot snapshot = new TableSnapshot(DeltaView.snapshot(table), new TableFiles(), "UTC");
        DataFile file = snapshot.files().get(0);
        long bytes =
                LocalReader.of(lake.spark(), snapshot.delta(), List.of(file)).read(file).orElseThrow().rows().stream()
                        .mapToLong(row -> row.getSizeInBytes())
                        .sum();
        // Enough for one file and half of another.
        LocalReader reader = LocalReader.of(lake.spark(), snapshot.delta(), List.of(file), bytes * 3 / 2);
        AtomicInteger whole = new AtomicInteger();

        Background.forEach(
                IntStream.range(0, 200).boxed().toList(),
                number -> reader.read(file).ifPresent(rows -> {
                    assertThat(rows.size()).isEqualTo(ROWS);
                    whole.incrementAndGet();
                    reader.release(rows);
                }));

        assertThat(whole.get()).isPositive();
    }

    @Test
    void givesNothingOfAFileThatIsTooLarge(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", "2025-03-04T12:00:00Z", "1")));
        TableSnapshot snapshot = new TableSnapshot(DeltaView.snapshot(table), new TableFiles(), "UTC");

        LocalReader reader = LocalReader.of(lake.spark(), snapshot.delta(), snapshot.files(), 8);

        assertThat(reader.readAll(snapshot.files())).isEmpty();
    }
}
