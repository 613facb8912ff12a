package io.lakehouse.crypto.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command. */
final class OutputOptions {

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    /** {@link ConfigFile} has read it before the other options, whose defaults it gives; here every command gets it. */
    @Option(
            names = ConfigFile.OPTION,
            paramLabel = "FILE",
            description = "properties file with defaults for options: their names without dashes, for example"
                    + " warehouse=data/lake; what the command line says comes first")
    void config(Path file) {}

    boolean json() {
        return json;
    }
}
