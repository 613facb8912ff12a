package io.lakehouse.crypto.cli;

import io.lakehouse.core.result.TableState;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import java.util.List;
import java.util.Locale;
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

/** The columns and the content of a table. */
@Command(
        name = "inspect",
        description = "Shows the size of a table, its columns and some rows. Changes nothing.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

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
            names = "--rows",
            paramLabel = "N",
            defaultValue = "3",
            description = "number of rows to show (default: ${DEFAULT-VALUE})")
    private int rows;

    @Override
    public Integer call() {
        TableSpec spec = Objects.requireNonNull(table);
        if (rows < 1) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value " + rows + " for option '--rows': use 1 or more.");
        }
        try (Lakehouse lakehouse = lake.open()) {
            LakehouseTable live = lakehouse.existingTable(spec);
            TableState state = live.state();
            Output output = new Output(command.commandLine().getOut());
            if (lake.json()) {
                output.print(JsonDocuments.columns(spec, state));
            } else {
                print(output, spec, state, live.read().limit(rows).toJSON().collectAsList());
            }
        }
        return 0;
    }

    private static void print(Output output, TableSpec spec, TableState state, List<String> sample) {
        output.tables(List.of(state));
        output.line("");
        output.line("Path", state.location());
        output.line("");
        for (Field<?> field : spec.fields()) {
            output.line(String.format(
                    Locale.ROOT,
                    "  %-34s %-16s %-8s %s",
                    field.name(),
                    typeName(field),
                    field.isRequired() ? "not null" : "",
                    field.comment()));
        }
        output.line("");
        sample.forEach(row -> output.line("  " + row));
    }

    /** The name of a type without the parts of nested types, which are in the JSON document. */
    private static String typeName(Field<?> field) {
        String type = field.type().toString();
        return type.contains("<") ? type.substring(0, type.indexOf('<')) : type;
    }
}
