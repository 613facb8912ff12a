package io.lakehouse.crypto.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command. */
final class OutputOptions {

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    /**
     * Accepts the option in every command. {@link ConfigFile} has already read it, because it provides the defaults of
     * the other options.
     */
    @Option(
            names = ConfigFile.OPTION,
            paramLabel = "FILE",
            description = "properties file with defaults for options, by their names without dashes, for example"
                    + " warehouse=data/lake; the command line takes precedence")
    void config(Path file) {}

    boolean json() {
        return json;
    }
}
