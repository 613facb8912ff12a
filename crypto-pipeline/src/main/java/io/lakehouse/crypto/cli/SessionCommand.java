package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.SessionExplanation;
import io.lakehouse.delta.DeltaSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The settings of the session that the other commands open. */
@Command(
        name = "session",
        description = "Shows the effective Spark settings with the source of and reason for each. Starts no Spark.",
        mixinStandardHelpOptions = true)
final class SessionCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        SessionExplanation session = DeltaSettings.addTo(lake.session()).explain();
        Output output = new Output(command.commandLine().getOut());
        if (lake.json()) {
            output.print(JsonDocuments.session(session));
        } else {
            output.line(session.toString());
        }
        return 0;
    }
}
