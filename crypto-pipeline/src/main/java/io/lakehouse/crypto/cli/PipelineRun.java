package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.delta.Lakehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** A pipeline that runs for a command, and the output of the command at the end. */
final class PipelineRun {

    private final String name;
    private final boolean json;
    private final Output output;
    private final Pipeline pipeline;
    private final double startupSeconds = Startup.secondsSinceStart();

    PipelineRun(String name, Lakehouse lake, boolean json, CommandSpec command) {
        this.name = name;
        this.json = json;
        this.output = new Output(command.commandLine().getOut());
        this.pipeline = new Pipeline(lake, TaskProgress.onTerminal(lake.spark()));
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Output output() {
        return output;
    }

    /** Prints the outcome of the stages. */
    void print() {
        print(Optional.empty());
    }

    /** Prints the outcome of the stages, including the report. */
    void print(Path reportFolder) {
        print(Optional.of(reportFolder));
    }

    private void print(Optional<Path> reportFolder) {
        if (json) {
            output.print(JsonDocuments.registered(
                    JsonDocuments.run(name, startupSeconds, pipeline.reports(), pipeline.states(), reportFolder),
                    pipeline.registered()));
        } else {
            output.run(startupSeconds, pipeline.reports(), pipeline.states(), reportFolder);
            output.registered(pipeline.registered());
        }
    }

    /** Prints the plans of the stages. */
    void print(List<StagePlan> plans) {
        if (json) {
            output.print(JsonDocuments.plan(name, plans));
        } else {
            output.plan(plans);
        }
    }
}
