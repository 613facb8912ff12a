package io.lakehouse.crypto.cli;

import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commits of a table. */
@Command(
        name = "history",
        description = "Shows the newest commits of a table, newest first. Changes nothing.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Parameters(
            paramLabel = "TABLE",
            converter = TableParameter.class,
            description = "for example silver.crypto_prices")
    private @Nullable TableSpec table;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "number of commits to show (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    public Integer call() {
        TableSpec spec = Objects.requireNonNull(table);
        if (limit < 1) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value " + limit + " for option '--limit': use 1 or more.");
        }
        try (Lakehouse lakehouse = lake.open()) {
            List<TableCommit> commits = lakehouse.existingTable(spec).history(limit);
            Output output = new Output(command.commandLine().getOut());
            if (lake.json()) {
                output.print(JsonDocuments.history(spec.name().toString(), commits));
            } else {
                output.history(commits);
            }
        }
        return 0;
    }
}
