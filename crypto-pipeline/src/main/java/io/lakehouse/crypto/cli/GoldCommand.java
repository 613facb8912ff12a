package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Lakehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The stage that updates Gold from Silver. */
@Command(
        name = "gold",
        description = "Recomputes the Gold tables for the days that changed in Silver.",
        mixinStandardHelpOptions = true)
final class GoldCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("gold", lakehouse, lake.json(), command);
            if (dryRun.isOn()) {
                run.print(run.pipeline().planGold());
            } else {
                run.pipeline().gold();
                run.print();
            }
        }
        return 0;
    }
}
