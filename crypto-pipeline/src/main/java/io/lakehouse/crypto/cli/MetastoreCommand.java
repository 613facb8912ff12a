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
            description = "Creates the tables of a Hive metastore in a database, those that are missing. Safe to"
                    + " repeat. Starts no Spark.",
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
                    .orElseThrow(() -> wrong("Missing option: " + MetastoreOptions.OPTION
                            + " jdbc:postgresql://HOST:PORT/DATABASE; an embedded metastore makes its own schema"));
            // A server that accepts connections and never answers would keep the command for ever.
            DriverManager.setLoginTimeout(
                    (int) HiveMetastore.registrationTimeout(System.getenv()).toSeconds());
            HiveMetastoreSchema.Creation creation = schema(named).create();
            Output output = new Output(command.commandLine().getOut());
            if (options.json()) {
                output.print(JsonDocuments.metastore(creation));
            } else {
                output.line(
                        creation.changed()
                                ? "Created " + creation.tablesCreated().size() + " tables of the schema "
                                        + creation.version() + "; "
                                        + creation.tablesFound().size()
                                        + " were there already."
                                : "Nothing was changed: the schema " + creation.version() + " is there already.");
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

        private ParameterException wrong(String message) {
            return new ParameterException(command.commandLine(), message);
        }
    }
}
