package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole pipeline for one source. */
@Command(
        name = "run",
        description = "Loads payloads into Bronze, Silver and Gold, writes the reports, then optimises and vacuums.",
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
    private HiveOptions hive = new HiveOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        maintenance.require();
        hive.require();
        Intake intake = batch.intake(source);
        boolean registers = hive.isOn() && !dryRun.isOn();
        try (Lakehouse lakehouse = registers ? lake.open(hive.metastore()) : lake.open()) {
            PipelineRun run = new PipelineRun("run", lakehouse, lake.json(), command);
            Pipeline pipeline = run.pipeline();
            if (dryRun.isOn()) {
                run.print(plans(pipeline, intake));
            } else {
                pipeline.run(intake, report.folder(), maintenance::applyTo);
                try {
                    if (registers) {
                        pipeline.register(UnaryOperator.identity());
                    }
                } finally {
                    // The data is written, even if the registration failed.
                    run.print(report.folder());
                }
            }
        }
        return 0;
    }

    private List<StagePlan> plans(Pipeline pipeline, Intake intake) {
        List<StagePlan> plans = new ArrayList<>(pipeline.plan(intake, maintenance::applyTo));
        if (hive.isOn()) {
            // A look into an embedded metastore would create it.
            plans.add(StagePlan.of(
                    "register", "all tables", 0, "would be registered; a dry run does not contact the metastore"));
        }
        return plans;
    }
}
