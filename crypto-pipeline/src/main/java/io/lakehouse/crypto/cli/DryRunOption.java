package io.lakehouse.crypto.cli;

import picocli.CommandLine.Option;

/** The option of commands that can print a plan instead of running it. */
final class DryRunOption {

    @Option(names = "--dry-run", description = "print what would be done, and change nothing")
    private boolean on;

    boolean isOn() {
        return on;
    }
}
