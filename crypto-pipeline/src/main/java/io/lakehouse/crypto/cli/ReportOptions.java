package io.lakehouse.crypto.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder of the reports. */
final class ReportOptions {

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = ".",
            converter = LocalPathParameter.class,
            description = "folder for Final_Report.csv and report.html (default: the working directory)")
    private Path folder = Path.of("");

    Path folder() {
        return folder;
    }
}
