package io.lakehouse.crypto.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that register the tables of a run, and in which metastore. */
final class HiveOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--hive", description = "register the tables in the Hive metastore at the end")
    private boolean on;

    @Mixin
    private MetastoreOptions metastore = new MetastoreOptions();

    /** Checks the options. Call before opening a session. */
    void require() {
        // Only the command line counts: a configuration file may hold the address for other commands.
        if (!on && command.commandLine().getParseResult().hasMatchedOption(MetastoreOptions.OPTION)) {
            throw new ParameterException(
                    command.commandLine(), "Missing option: " + MetastoreOptions.OPTION + " requires --hive");
        }
    }

    boolean isOn() {
        return on;
    }

    MetastoreOptions metastore() {
        return metastore;
    }
}
