package io.lakehouse.crypto.cli;

import io.lakehouse.crypto.Intake;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.market.ServedMarket;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole pipeline on a simulated market, without any preparation. */
@Command(
        name = "demo",
        description = {
            "Runs the whole pipeline on a simulated market: a few days in the first run, one more in each later run."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String DEFAULT_FOLDER = "lakehouse-demo";
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--into",
            paramLabel = "DIR",
            defaultValue = DEFAULT_FOLDER,
            converter = LocalPathParameter.class,
            description = "folder for the tables and the report (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("");

    @Option(
            names = "--coins",
            paramLabel = "N",
            defaultValue = "250",
            description = "number of coins (default: ${DEFAULT-VALUE}, at most " + ServedMarket.MAX_COINS + ")")
    private int coins;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "3",
            description = "number of days in the first run (default: ${DEFAULT-VALUE})")
    private int days;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        ServedMarket firstDays = market(FIRST_DAY, days);
        Path warehouse = folder.resolve("warehouse");
        try (Lakehouse lakehouse = LakeOptions.open(Warehouse.at(warehouse), true)) {
            PipelineRun run = new PipelineRun("demo", lakehouse, output.json(), command);
            Pipeline pipeline = run.pipeline();
            ServedMarket market =
                    pipeline.lastDay().map(day -> market(day.plusDays(1), 1)).orElse(firstDays);
            pipeline.run(Intake.of(market.payloads()), folder, UnaryOperator.identity());
            run.print(folder);
            if (!output.json()) {
                tryNext(run.output(), warehouse);
            }
        }
        return 0;
    }

    private ServedMarket market(LocalDate from, int days) {
        try {
            return ServedMarket.of(coins, from, days, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private void tryNext(Output output, Path warehouse) {
        String program = System.getProperty("crypto.program", "crypto-pipeline");
        output.line("");
        output.line("Try next");
        String into = folder.equals(Path.of(DEFAULT_FOLDER)) ? "" : " --into '" + folder + "'";
        output.line("  " + program + " demo" + into + "        adds the next day to these tables");
        output.line("  " + program + " health --warehouse '" + warehouse + "'");
        output.line("  " + program + " inspect silver.crypto_prices --warehouse '" + warehouse + "'");
    }
}
