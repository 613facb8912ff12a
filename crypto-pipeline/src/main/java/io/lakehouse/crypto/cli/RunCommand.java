package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.RunReport;
import io.lakehouse.crypto.market.MarketSource;
import io.lakehouse.crypto.market.Payload;
import io.lakehouse.crypto.market.ReplaySource;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.delta.Lakehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole pipeline on one source. */
@Command(
        name = "run",
        description = "Brings payloads through Bronze, Silver and Gold to the report, then optimises and vacuums.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    /** Where payloads come from. */
    enum SourceKind {
        REPLAY,
        SIMULATE
    }

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--source",
            required = true,
            paramLabel = "SOURCE",
            description = "replay: recorded /coins/markets answers; simulate: a made-up market")
    private SourceKind source = SourceKind.REPLAY;

    @Option(
            names = "--input",
            arity = "1..*",
            paramLabel = "PATH",
            description = "replay: files, or folders of .json files, a JSON array each")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--coins",
            paramLabel = "N",
            defaultValue = "250",
            description =
                    "simulate: how many coins (default: ${DEFAULT-VALUE}, at most " + SimulatedSource.MAX_COINS + ")")
    private int coins;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "1",
            description = "simulate: how many days of hourly snapshots (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            defaultValue = "2025-01-01",
            description = "simulate: the first day (default: ${DEFAULT-VALUE})")
    private LocalDate from = LocalDate.EPOCH;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "folder for Final_Report.csv (default: the working directory)")
    private Path report = Path.of("");

    @Override
    public Integer call() {
        // Read before anything is opened: an input that cannot be used changes nothing and costs no start of Spark.
        List<Payload> payloads = marketSource().payloads();
        try (Lakehouse lakehouse = lake.open()) {
            RunReport run = new Pipeline(lakehouse, report).run(payloads, Startup.secondsSinceStart());
            Output output = new Output(command.commandLine().getOut());
            if (lake.json()) {
                output.print(Output.json("run", run));
            } else {
                output.print(run);
            }
        }
        return 0;
    }

    private MarketSource marketSource() {
        if (source == SourceKind.REPLAY && inputs.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "Missing option: --source replay needs --input PATH...");
        }
        if (source == SourceKind.SIMULATE && !inputs.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Invalid option: --input goes with --source replay");
        }
        try {
            return source == SourceKind.REPLAY
                    ? new ReplaySource(inputs)
                    : SimulatedSource.of(coins, from, days, Duration.ofHours(1), Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
