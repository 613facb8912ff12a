package io.lakehouse.crypto;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.TableChanges;
import java.util.List;
import java.util.Optional;

/** The plans of stages that follow a table. */
final class Plans {

    private Plans() {}

    /** What each target would process of the source in its current state. */
    static List<StagePlan> following(String stage, Lakehouse lake, TableSpec source, List<TableSpec> targets) {
        Optional<LakehouseTable> from = lake.findTable(source);
        return targets.stream()
                .map(target -> from.map(table -> following(stage, table, lake.findTable(target), target))
                        .orElseGet(() -> StagePlan.of(
                                stage, target.name().toString(), 0, source.name() + " does not exist yet")))
                .toList();
    }

    private static StagePlan following(
            String stage, LakehouseTable source, Optional<LakehouseTable> target, TableSpec spec) {
        String name = spec.name().toString();
        if (target.isEmpty()) {
            return StagePlan.of(
                    stage, name, source.state().rows(), "the table would be created from all of " + source.name());
        }
        TableChanges changes = source.changesFor(target.get());
        int days = changes.partitions().size();
        return StagePlan.of(
                stage,
                name,
                changes.rowCount(),
                days == 0
                        ? "up to date with " + source.name()
                        : days + (days == 1 ? " day" : " days") + " of " + source.name() + " changed");
    }
}
