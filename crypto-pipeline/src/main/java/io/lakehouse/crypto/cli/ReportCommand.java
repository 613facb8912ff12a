package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Lakehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The stage that writes the reports from Gold. */
@Command(
        name = "report",
        description = "Writes Final_Report.csv and report.html from Gold. Changes no table.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("report", lakehouse, lake.json(), command);
            run.pipeline().report(report.folder());
            run.print(report.folder());
        }
        return 0;
    }
}
