package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;

/** A folder of a test class, and the command lines that fill a lake there and register it in a metastore. */
abstract class MetastoreScenario {

    static final String DATABASE = "metastore";
    static final String NAME = "silver.crypto_prices";
    /** Nobody listens there. */
    static final String NOWHERE = "thrift://127.0.0.1:1";

    @TempDir
    static Path folder = Path.of("");

    /** Makes a lake of all tables, without a metastore. */
    static void makeLake() {
        CommandLineRun made = CommandLineRun.of(runAnd("--json"));
        assertThat(made.exitCode()).as(made.err()).isZero();
    }

    /** Makes a database with the schema of a metastore. */
    static CommandLineRun initialize(PostgresServer postgres) throws SQLException {
        postgres.createDatabase(DATABASE);
        return process("metastore", "init", "--metastore", postgres.url(DATABASE), "--json");
    }

    static String lake() {
        return folder.resolve("lake").toString();
    }

    /** The run that fills the lake, and further options. */
    static String[] runAnd(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--source", "simulate", "--coins", "2", "--every", "1d"));
        arguments.addAll(List.of(
                "--warehouse", lake(), "--report", folder.resolve("report").toString()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    static CommandLineRun process(String... arguments) {
        return ChildProcess.run(folder.resolve("work"), PostgresServer.LOGIN, arguments);
    }

    static CommandLineRun register(String metastore, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("register", "--metastore", metastore, "--warehouse", lake(), "--json"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    static List<String> outcomes(CommandLineRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return StreamSupport.stream(run.json().get("registered").spliterator(), false)
                .map(each -> each.get("outcome").textValue())
                .distinct()
                .toList();
    }

    static Lakehouse open(HiveMetastore metastore, String warehouse) {
        return Lakehouse.open(SessionSpec.fromEnvironment("reader").local().hive(metastore), Warehouse.at(warehouse));
    }
}
