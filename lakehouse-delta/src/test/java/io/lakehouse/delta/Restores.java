package io.lakehouse.delta;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.spark.sql.delta.DeltaLog;

/** Tables that are put back, and looked at by other processes. */
final class Restores {

    private Restores() {}

    /** How a table is put back. */
    enum How {
        BY_VERSION {
            @Override
            void restore(LakehouseTable table, long version) {
                delta(table).restoreToVersion(version);
            }
        },
        BY_TIME {
            @Override
            void restore(LakehouseTable table, long version) {
                String time = table.history(100).stream()
                        .filter(commit -> commit.version() == version)
                        .map(commit -> commit.timestamp().toString())
                        .findFirst()
                        .orElseThrow();
                delta(table).restoreToTimestamp(time);
            }
        };

        abstract void restore(LakehouseTable table, long version);
    }

    static DeltaTable delta(LakehouseTable table) {
        return DeltaTable.forPath(table.log().callerSession(), table.location());
    }

    /** The same tables as another process would see them. */
    static Lakehouse reopened(Lakehouse lake) {
        DeltaLog.clearCache();
        return Lakehouse.on(lake.spark(), lake.warehouse());
    }

    /** Deletes commits, as Delta does with those that are older than the log's retention. */
    static void forgetCommits(LakehouseTable table, int last) throws IOException {
        DeltaView.checkpoint(table);
        for (int version = 0; version <= last; version++) {
            Files.delete(TableFolder.of(table).path().resolve(String.format("_delta_log/%020d.json", version)));
        }
    }
}
