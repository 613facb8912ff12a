package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Intake;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The conditions for loading a batch. */
final class BatchOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--max-bad",
            paramLabel = "PERCENT",
            description = "refuse the run, with exit code 3 and no table changed, if more than this percentage of a"
                    + " batch's records breaks a rule (default: no limit; such records are quarantined)")
    private Optional<Double> maxBad = Optional.empty();

    /** The payloads of a source, with the conditions from the options. */
    Intake intake(SourceOptions source) {
        OptionalDouble percent = maxBadPercent();
        try {
            return Intake.builder()
                    .payloads(source.payloads())
                    .currency(source.currency())
                    .batchesAreNamed(source.isNamed())
                    .maxBadPercent(percent)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private OptionalDouble maxBadPercent() {
        double percent = maxBad.orElse(100.0);
        if (!(percent >= 0 && percent <= 100)) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value " + percent + " for option '--max-bad': use 0 to 100.");
        }
        return maxBad.isPresent() ? OptionalDouble.of(percent) : OptionalDouble.empty();
    }
}
