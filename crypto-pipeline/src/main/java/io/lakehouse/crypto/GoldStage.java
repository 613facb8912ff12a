package io.lakehouse.crypto;

import io.lakehouse.core.result.ReplaceResult;
import io.lakehouse.crypto.gold.GoldTable;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Flow;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.SharedFlow;
import java.util.List;
import java.util.Optional;

/** Updates all Gold tables from Silver: days that changed are recomputed completely. */
record GoldStage(Lakehouse lake) {

    StageOutcome run() {
        LakehouseTable silver = lake.existingTable(SilverPrices.SPEC);
        List<LakehouseTable> targets =
                GoldTables.ALL.stream().map(table -> lake.table(table.spec())).toList();
        SharedFlow changedDays = Flow.from(silver).sharedBy(targets);
        if (changedDays.changes().isEmpty()) {
            return StageOutcome.NOTHING;
        }
        long rowsOut = 0;
        long files = 0;
        long bytes = 0;
        for (int index = 0; index < targets.size(); index++) {
            Optional<ReplaceResult> result = changedDays
                    .into(targets.get(index))
                    .recompute(SilverPrices.PARTITION_DATE, GoldTable.PARTITION_DATE, GoldTables.ALL.get(index)::from);
            rowsOut += result.map(ReplaceResult::rowsWritten).orElse(0L);
            files += result.map(ReplaceResult::filesAdded).orElse(0L);
            bytes += result.map(ReplaceResult::bytesAdded).orElse(0L);
        }
        return StageOutcome.of(changedDays.changes().rowCount(), rowsOut, files, bytes);
    }

    List<StagePlan> plan() {
        return Plans.following(
                "gold",
                lake,
                SilverPrices.SPEC,
                GoldTables.ALL.stream().map(GoldTable::spec).toList());
    }
}
