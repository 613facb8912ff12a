package io.lakehouse.crypto.cli;

import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The health of tables. */
@Command(
        name = "health",
        description = "Shows the problems of tables, what they cost and how to fix them. Changes nothing.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "for example silver.crypto_prices (default: all existing tables)")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        List<TableSpec> tables = names.stream().map(this::table).toList();
        try (Lakehouse lakehouse = lake.open()) {
            PipelineRun run = new PipelineRun("health", lakehouse, lake.json(), command);
            List<LakehouseTable> chosen = tables.isEmpty()
                    ? run.pipeline().requireTables()
                    : tables.stream().map(lakehouse::existingTable).toList();
            List<TableHealth> healths =
                    chosen.stream().map(LakehouseTable::health).toList();
            if (lake.json()) {
                run.output().print(JsonDocuments.health(healths));
            } else {
                healths.forEach(health -> run.output().line(health.toString()));
            }
        }
        return 0;
    }

    /**
     * Converted here and not by picocli, which reports an invalid value in a list of parameters as an unmatched
     * argument.
     */
    private TableSpec table(String name) {
        try {
            return new TableParameter().convert(name);
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
