package io.lakehouse.crypto.cli;

import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.HiveMetastoreSchema;
import java.sql.DriverManager;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands for the Hive metastore itself. */
@Command(
        name = "metastore",
        description = "Prepares the database of a Hive metastore.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = MetastoreCommand.Init.class)
final class MetastoreCommand {

    /** Creates the schema of the metastore, once. */
    @Command(
            name = "init",
            description = "Creates the missing tables of the Hive metastore schema in a database. Safe to repeat. Does"
                    + " not start Spark.",
            mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {

        @Mixin
        private MetastoreOptions metastore = new MetastoreOptions();

        @Mixin
        private OutputOptions options = new OutputOptions();

        @Spec
        private CommandSpec command = CommandSpec.create();

        @Override
        public Integer call() {
            HiveMetastore named = metastore
                    .named()
                    .orElseThrow(() -> usageError("Missing option: " + MetastoreOptions.OPTION
                            + " jdbc:postgresql://HOST:PORT/DATABASE; an embedded metastore creates its own schema"));
            // Without a timeout, a server that accepts connections but never answers would block the command forever.
            DriverManager.setLoginTimeout(
                    (int) HiveMetastore.registrationTimeout(System.getenv()).toSeconds());
            HiveMetastoreSchema.Creation creation = schema(named).create();
            Output output = new Output(command.commandLine().getOut());
            if (options.json()) {
                output.print(JsonDocuments.metastore(creation));
            } else {
                output.line(
                        creation.changed()
                                ? "Created " + creation.tablesCreated().size() + " tables of the schema version "
                                        + creation.version() + "; "
                                        + creation.tablesFound().size()
                                        + " already existed."
                                : "Nothing was changed: the schema version " + creation.version() + " already exists.");
            }
            return 0;
        }

        private HiveMetastoreSchema schema(HiveMetastore named) {
            try {
                return HiveMetastoreSchema.of(named);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), e.getMessage(), e);
            }
        }

        private ParameterException usageError(String message) {
            return new ParameterException(command.commandLine(), message);
        }
    }
}
