package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Maintenance;
import io.lakehouse.delta.Vacuum;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How tables are maintained. */
final class MaintenanceOptions {

    @Option(
            names = "--retain",
            paramLabel = "TIME",
            converter = DurationParameter.class,
            description = "how long files of older versions are kept, for example 168h or 30d (default: what each table"
                    + " says, 7 days; less is refused)")
    private Optional<Duration> retain = Optional.empty();

    @Option(names = "--full", description = "also look for files that crashed writers left, by listing every folder")
    private boolean full;

    Maintenance applyTo(Maintenance maintenance) {
        return maintenance.vacuuming(this::applyTo);
    }

    private Vacuum applyTo(Vacuum vacuum) {
        Vacuum retaining = retain.map(vacuum::retain).orElse(vacuum);
        return full ? retaining.full() : retaining;
    }
}
