package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Lakehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The stage that updates Silver and the quarantine from Bronze. */
@Command(
        name = "silver",
        description = "Loads the changes of Bronze into Silver and the quarantine.",
        mixinStandardHelpOptions = true)
final class SilverCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("silver", lakehouse, lake.json(), command);
            if (dryRun.isOn()) {
                run.print(run.pipeline().planSilver());
            } else {
                run.pipeline().silver();
                run.print();
            }
        }
        return 0;
    }
}
