package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.market.Payload;
import io.lakehouse.delta.Lakehouse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The stage from payloads to Bronze. */
@Command(
        name = "bronze",
        description = "Brings payloads to Bronze; a batch that comes again takes its own place.",
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
        List<Payload> payloads = source.payloads();
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("bronze", lakehouse, lake.json(), command);
            if (dryRun.isOn()) {
                run.print(run.pipeline().planBronze(payloads));
            } else {
                run.pipeline().bronze(payloads, batch.maxBadPercent());
                run.print();
            }
        }
        return 0;
    }
}
