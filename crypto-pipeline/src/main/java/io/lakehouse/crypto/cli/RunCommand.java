package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.delta.Lakehouse;
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
        maintenance.require();
        Intake intake = batch.intake(source);
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("run", lakehouse, lake.json(), command);
            Pipeline pipeline = run.pipeline();
            if (dryRun.isOn()) {
                run.print(pipeline.plan(intake, maintenance::applyTo));
            } else {
                pipeline.run(intake, report.folder(), maintenance::applyTo);
                run.print(report.folder());
            }
        }
        return 0;
    }
}
