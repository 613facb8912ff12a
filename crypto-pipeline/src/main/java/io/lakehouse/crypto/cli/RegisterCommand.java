package io.lakehouse.crypto.cli;

import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.RegisterAll;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Registration of the tables, so that they can be found by name. */
@Command(
        name = "register",
        description = "Registers all existing tables in the Hive metastore and verifies the result. Safe to repeat.",
        mixinStandardHelpOptions = true)
final class RegisterCommand implements Callable<Integer> {

    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Mixin
    private MetastoreOptions metastore = new MetastoreOptions();

    @Option(
            names = "--repair",
            description = "change names that are registered at another location to these tables; no file is touched")
    private boolean repair;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (Lakehouse lakehouse = lake.open(metastore)) {
            PipelineRun run = new PipelineRun("register", lakehouse, lake.json(), command);
            run.pipeline().requireTables();
            run.pipeline().register(repair ? RegisterAll::repairing : UnaryOperator.identity());
            run.print();
        }
        return 0;
    }
}
