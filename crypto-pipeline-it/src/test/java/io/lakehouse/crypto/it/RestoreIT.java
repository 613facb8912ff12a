package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.stage.Progress;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever table of the pipeline is restored, the next run over the same payloads brings back what it lost. */
@InterpretedQueries
class RestoreIT {

    private static final List<Payload> MONDAY = List.of(payload("monday", "2025-03-03", "1.5", "2.5"));
    private static final List<Payload> BOTH = List.of(MONDAY.get(0), payload("tuesday", "2025-03-04", "1.25", "-1"));
    private static final List<Payload> CORRECTED = List.of(payload("monday", "2025-03-03", "1.75", "-2"), BOTH.get(1));

    /** Three coins, one of which is refused if its price is negative. */
    private static Payload payload(String batch, String day, String price, String otherPrice) {
        return new MadeUp(
                batch,
                Instant.parse(day + "T15:00:00Z"),
                List.of(
                        Recordings.coin("btc", price, "1000", "10", day + "T14:45:50.155Z"),
                        Recordings.coin("eth", otherPrice, "2000", "20", day + "T14:45:50.155Z"),
                        Recordings.coin("ada", "0.5", "3000", "30", day + "T14:45:50.155Z")));
    }

    private record MadeUp(String batchId, Instant observedAt, List<String> records) implements Payload {

        @Override
        public String source() {
            return "made up";
        }
    }

    @Test
    void theNextRunGivesTheTablesOfAnUndisturbedWarehouse(@TempDir Path folder) {
        try (Lakehouse lake =
                Lakehouse.open(SessionSpec.fromEnvironment("restore").local(), Warehouse.at(folder))) {
            run(lake, MONDAY);
            Map<TableSpec, Long> versions = new LinkedHashMap<>();
            for (TableSpec table : CryptoTables.ALL) {
                versions.put(table, lake.existingTable(table).state().version());
            }
            run(lake, BOTH);
            run(lake, CORRECTED);
            Map<TableSpec, List<String>> undisturbed = contents(lake);

            for (TableSpec table : CryptoTables.ALL) {
                restore(lake, table, versions);
                assertThat(contents(lake).get(table))
                        .as(table.name() + " restored")
                        .isNotEqualTo(undisturbed.get(table));
                run(lake, CORRECTED);
                assertThat(contents(lake))
                        .as(table.name() + " restored, then run again")
                        .isEqualTo(undisturbed);
            }
        }
    }

    private static void restore(Lakehouse lake, TableSpec table, Map<TableSpec, Long> versions) {
        DeltaTable.forPath(lake.spark(), lake.existingTable(table).location())
                .restoreToVersion(Objects.requireNonNull(versions.get(table)));
    }

    /** As another process would. */
    private static void run(Lakehouse lake, List<Payload> payloads) {
        Pipeline pipeline = new Pipeline(Lakehouse.on(lake.spark(), lake.warehouse()), Progress.NONE);
        pipeline.bronze(Intake.of(payloads));
        pipeline.silver();
        pipeline.gold();
    }

    /** The rows of all tables, without what tells when they were read. */
    private static Map<TableSpec, List<String>> contents(Lakehouse lake) {
        Map<TableSpec, List<String>> contents = new LinkedHashMap<>();
        for (TableSpec table : CryptoTables.ALL) {
            contents.put(
                    table,
                    lake.existingTable(table).read().drop(BronzePrices.INGESTED_AT.name()).collectAsList().stream()
                            .map(Row::toString)
                            .sorted()
                            .toList());
        }
        return contents;
    }
}
