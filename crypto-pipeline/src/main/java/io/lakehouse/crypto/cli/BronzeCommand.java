package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Intake;
import io.lakehouse.delta.Lakehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The stage that loads payloads into Bronze. */
@Command(
        name = "bronze",
        description = "Loads payloads into Bronze; a batch that is loaded again replaces itself.",
        mixinStandardHelpOptions = true)
final class BronzeCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private BatchOptions batch = new BatchOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        Intake intake = batch.intake(source);
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("bronze", lakehouse, lake.json(), command);
            if (dryRun.isOn()) {
                run.print(run.pipeline().planBronze(intake));
            } else {
                run.pipeline().bronze(intake);
                run.print();
            }
        }
        return 0;
    }
}
