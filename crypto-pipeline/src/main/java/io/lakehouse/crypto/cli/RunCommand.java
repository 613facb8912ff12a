package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole pipeline on one source. */
@Command(
        name = "run",
        description = "Brings payloads through Bronze, Silver and Gold to the reports, then optimises and vacuums.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private BatchOptions batch = new BatchOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private MaintenanceOptions maintenance = new MaintenanceOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        List<Payload> payloads = source.payloads();
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("run", lakehouse, lake.json(), command);
            Pipeline pipeline = run.pipeline();
            if (dryRun.isOn()) {
                List<StagePlan> plans = new ArrayList<>(pipeline.planBronze(payloads));
                plans.addAll(pipeline.planSilver());
                plans.addAll(pipeline.planGold());
                plans.addAll(pipeline.planMaintain(maintenance::applyTo));
                run.print(plans);
            } else {
                pipeline.run(payloads, batch.maxBadPercent(), report.folder(), maintenance::applyTo);
                run.print(report.folder());
            }
        }
        return 0;
    }
}
