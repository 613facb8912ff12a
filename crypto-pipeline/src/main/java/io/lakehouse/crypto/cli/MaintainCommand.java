package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Lakehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Maintenance of all existing tables. */
@Command(
        name = "maintain",
        description = "Optimises, then vacuums all existing tables. Safe while a run is active.",
        mixinStandardHelpOptions = true)
final class MaintainCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private MaintenanceOptions maintenance = new MaintenanceOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        maintenance.require();
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("maintain", lakehouse, lake.json(), command);
            run.pipeline().requireTables();
            if (dryRun.isOn()) {
                run.print(run.pipeline().planMaintain(maintenance::applyTo));
            } else {
                run.pipeline().maintain(maintenance::applyTo);
                run.print();
            }
        }
        return 0;
    }
}
