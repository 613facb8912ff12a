package io.lakehouse.crypto;

import io.lakehouse.core.result.MaintenanceResult;
import io.lakehouse.core.result.OptimizePlan;
import io.lakehouse.core.result.OptimizeResult;
import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Maintenance;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Optimises and vacuums the existing tables. */
record MaintainStage(Lakehouse lake, List<LakehouseTable> tables, UnaryOperator<Maintenance> settings) {

    StageOutcome run() {
        List<MaintenanceResult> results = maintenance().execute();
        List<OptimizeResult> optimized =
                results.stream().flatMap(result -> result.optimized().stream()).toList();
        List<VacuumResult> vacuumed =
                results.stream().flatMap(result -> result.vacuumed().stream()).toList();
        return StageOutcome.of(
                0,
                0,
                optimized.stream().mapToLong(OptimizeResult::filesAdded).sum()
                        + vacuumed.stream()
                                .mapToLong(VacuumResult::filesDeleted)
                                .sum(),
                optimized.stream().mapToLong(OptimizeResult::bytesRewritten).sum()
                        + vacuumed.stream().mapToLong(VacuumResult::bytesFreed).sum());
    }

    List<StagePlan> plan() {
        return maintenance().plan().stream()
                .flatMap(plan -> Stream.of(plan(plan.optimize()), plan(plan.vacuum())))
                .toList();
    }

    private Maintenance maintenance() {
        return settings.apply(lake.maintain(tables));
    }

    private static StagePlan plan(OptimizePlan plan) {
        int partitions = plan.rewrites().size();
        return new StagePlan(
                Pipeline.MAINTAIN,
                plan.table().toString(),
                0,
                plan.filesToRewrite(),
                plan.bytesToRead(),
                partitions == 0
                        ? "optimize: nothing is worth rewriting"
                        : "optimize " + partitions + (partitions == 1 ? " partition, " : " partitions, for example: ")
                                + plan.rewrites().get(0).reason());
    }

    private static StagePlan plan(VacuumPlan plan) {
        return new StagePlan(
                Pipeline.MAINTAIN,
                plan.table().toString(),
                0,
                plan.files().size(),
                plan.bytes(),
                "vacuum: " + plan.reason());
    }
}
