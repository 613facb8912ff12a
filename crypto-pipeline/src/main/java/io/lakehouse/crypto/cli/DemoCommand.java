package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.RunReport;
import io.lakehouse.crypto.market.SimulatedSource;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole pipeline on a made-up market, with nothing to prepare. */
@Command(
        name = "demo",
        description = {
            "Runs the whole pipeline on a simulated market: some days the first time, the next day each time after."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--into",
            paramLabel = "DIR",
            defaultValue = "lakehouse-demo",
            description = "folder for the tables and the report (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    @Option(
            names = "--coins",
            paramLabel = "N",
            defaultValue = "250",
            description = "how many coins (default: ${DEFAULT-VALUE}, at most " + SimulatedSource.MAX_COINS + ")")
    private int coins;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many days the first time (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    @Override
    public Integer call() {
        SimulatedSource firstDays = market(FIRST_DAY, days);
        Path warehouse = folder.resolve("warehouse");
        try (Lakehouse lakehouse = LakeOptions.open(Warehouse.at(warehouse), true)) {
            Pipeline pipeline = new Pipeline(lakehouse, folder);
            Optional<LocalDate> lastDay = pipeline.days().stream().max(Comparator.naturalOrder());
            double startup = Startup.secondsSinceStart();
            SimulatedSource market =
                    lastDay.map(day -> market(day.plusDays(1), 1)).orElse(firstDays);
            RunReport run = pipeline.run(market.payloads(), startup);
            Output output = new Output(command.commandLine().getOut());
            if (json) {
                output.print(Output.json("demo", run));
            } else {
                output.print(run);
                tryNext(output, warehouse);
            }
        }
        return 0;
    }

    private SimulatedSource market(LocalDate from, int days) {
        try {
            return SimulatedSource.of(coins, from, days, Duration.ofHours(1), Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static void tryNext(Output output, Path warehouse) {
        String program = System.getProperty("crypto.program", "crypto-pipeline");
        output.line("");
        output.line("Try next");
        output.line("  " + program + " demo        the next day, added to these tables");
        output.line("  " + program + " inspect silver.crypto_prices --warehouse " + warehouse);
        output.line("  " + program + " history gold.coin_daily --warehouse " + warehouse);
    }
}
