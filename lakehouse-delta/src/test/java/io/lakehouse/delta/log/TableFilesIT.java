package io.lakehouse.delta.log;

import static io.lakehouse.delta.Prices.ID;
import static io.lakehouse.delta.Prices.PARTITION_DATE;
import static io.lakehouse.delta.Prices.PRICES;
import static io.lakehouse.delta.Prices.price;
import static io.lakehouse.delta.Prices.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.TableProperty;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.DeltaView;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseFixture;
import io.lakehouse.delta.LakehouseTable;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LakehouseFixture.class)
class TableFilesIT {

    private static final String NOON = "2025-03-04T12:00:00Z";
    private static final String NEXT_DAY = "2025-03-05T12:00:00Z";
    private static final TableSpec WITH_DELETION_VECTORS = TableSpec.builder()
            .from(PRICES)
            .addProperties(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                    .of(true))
            .build();

    /** Asserts that the kept state, and one that is loaded anew, are what Delta says. */
    private static void assertAsDeltaSays(LakehouseTable table, TableFiles kept) {
        Snapshot snapshot = DeltaView.snapshot(table);
        List<String> live = snapshot.allFiles().collectAsList().stream()
                .map(AddFile::path)
                .sorted()
                .toList();
        List<String> removed = snapshot.tombstones().collectAsList().stream()
                .map(RemoveFile::path)
                .sorted()
                .toList();
        for (TableFiles files : List.of(kept, new TableFiles())) {
            assertThat(files.of(snapshot)).extracting(DataFile::path).containsExactlyInAnyOrderElementsOf(live);
            assertThat(files.tombstones(snapshot))
                    .extracting(RemovedFile::path)
                    .containsExactlyInAnyOrderElementsOf(removed);
        }
    }

    @Test
    void filesAndTombstonesAreThoseOfDeltaWhateverHappens(Lakehouse lake) {
        LakehouseTable table = lake.table(WITH_DELETION_VECTORS);
        TableFiles kept = new TableFiles();
        assertAsDeltaSays(table, kept);

        table.upsert()
                .execute(rows(lake, price("btc", NOON, "1"), price("eth", NOON, "1"), price("btc", NEXT_DAY, "1")));
        assertAsDeltaSays(table, kept);
        table.upsert().execute(rows(lake, price("ada", NOON, "1")));
        DeltaView.checkpoint(table);
        assertAsDeltaSays(table, kept);
        // With a deletion vector: the same file leaves and comes back in one commit.
        lake.spark().sql("DELETE FROM delta.`" + table.location() + "` WHERE id = 'eth'");
        assertAsDeltaSays(table, kept);
        table.optimize().everything().execute();
        assertAsDeltaSays(table, kept);
        table.delete(PARTITION_DATE.is(LocalDate.parse("2025-03-05"))).execute();
        DeltaView.checkpoint(table);
        assertAsDeltaSays(table, kept);
    }

    @Test
    void anOlderSnapshotIsReadBesideTheKeptOne(Lakehouse lake) {
        LakehouseTable table = lake.table(PRICES);
        table.upsert().execute(rows(lake, price("btc", NOON, "1")));
        Snapshot older = DeltaView.snapshot(table);
        table.delete(ID.is("btc")).execute();
        TableFiles kept = new TableFiles();

        assertThat(kept.of(DeltaView.snapshot(table))).isEmpty();
        assertThat(kept.of(older)).hasSize(1);
        assertThat(kept.tombstones(older)).isEmpty();
        assertThat(kept.tombstones(DeltaView.snapshot(table))).hasSize(1);
    }
}
