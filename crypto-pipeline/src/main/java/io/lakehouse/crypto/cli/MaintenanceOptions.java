package io.lakehouse.crypto.cli;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import io.lakehouse.delta.Maintenance;
import io.lakehouse.delta.Vacuum;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of maintenance. */
final class MaintenanceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--retain",
            paramLabel = "TIME",
            converter = DurationParameter.class,
            description =
                    "how long to keep the files of older versions, for example 168h or 30d (default: the retention"
                            + " of each table, 7 days; less is refused)")
    private Optional<Duration> retain = Optional.empty();

    @Option(names = "--full", description = "also list every folder, to find files that crashed writers left")
    private boolean full;

    /** Checks the options. Call before opening a session. */
    void require() {
        Duration least = CryptoTables.ALL.stream()
                .map(TableSpec::retention)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        if (retain.isPresent() && retain.get().compareTo(least) < 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--retain': readers may still use versions of the last " + least.toHours()
                            + " hours. Use " + least.toHours() + "h or more.");
        }
    }

    Maintenance applyTo(Maintenance maintenance) {
        return maintenance.vacuuming(this::applyTo);
    }

    private Vacuum applyTo(Vacuum vacuum) {
        Vacuum retaining = retain.map(vacuum::retain).orElse(vacuum);
        return full ? retaining.full() : retaining;
    }
}
