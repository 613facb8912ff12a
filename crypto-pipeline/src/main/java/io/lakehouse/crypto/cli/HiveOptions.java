package io.lakehouse.crypto.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a run registers its tables, and where. */
final class HiveOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--hive", description = "register the tables in the Hive metastore in the end")
    private boolean on;

    @Mixin
    private MetastoreOptions metastore = new MetastoreOptions();

    /** To be called before anything is opened. */
    void require() {
        // Only what the command line says: a configuration may hold the address for other commands.
        if (!on && command.commandLine().getParseResult().hasMatchedOption(MetastoreOptions.OPTION)) {
            throw new ParameterException(
                    command.commandLine(), "Missing option: " + MetastoreOptions.OPTION + " needs --hive here");
        }
    }

    boolean isOn() {
        return on;
    }

    MetastoreOptions metastore() {
        return metastore;
    }
}
