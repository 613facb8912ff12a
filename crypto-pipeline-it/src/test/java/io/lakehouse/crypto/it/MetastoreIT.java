package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.HiveMetastoreSchema;
import io.lakehouse.core.session.MetastoreUnavailableException;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.LakehouseTable;
import io.lakehouse.delta.Warehouse;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.AnalysisException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.util.SetSystemProperty;

/** The three kinds of Hive metastore: a folder, a real PostgreSQL, and a real metastore service over it. */
@EnabledOnOs(OS.LINUX)
class MetastoreIT {

    private static final TableSpec PRICES = TableSpecsDocIT.PRICES;
    private static final String DATABASE = "metastore";
    private static final String NAME = "silver.crypto_prices";
    /** Nobody listens there. */
    private static final String NOWHERE = "thrift://127.0.0.1:1";

    @TempDir
    private static Path folder = Path.of("");

    private static PostgresServer postgres;
    private static MetastoreService service;
    private static CommandLineRun initialized;

    /** A lake of all tables, made without a metastore. */
    @BeforeAll
    static void start() throws IOException, SQLException {
        CommandLineRun made = CommandLineRun.of(runAnd("--json"));
        assertThat(made.exitCode()).as(made.err()).isZero();
        postgres = PostgresServer.start(folder.resolve("postgres"));
        postgres.createDatabase(DATABASE);
        initialized = process("metastore", "init", "--metastore", postgres.url(DATABASE), "--json");
        service = MetastoreService.start(folder.resolve("service"), postgres.url(DATABASE));
    }

    @AfterAll
    static void stop() throws IOException {
        try (PostgresServer stopped = postgres) {
            if (service != null) {
                service.close();
            }
        }
    }

    private static String lake() {
        return folder.resolve("lake").toString();
    }

    /** The run that fills the lake, and further options. */
    private static String[] runAnd(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--source", "simulate", "--coins", "2", "--every", "1d"));
        arguments.addAll(List.of(
                "--warehouse", lake(), "--report", folder.resolve("report").toString()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private static CommandLineRun process(String... arguments) {
        return ChildProcess.run(folder.resolve("work"), PostgresServer.LOGIN, arguments);
    }

    private static CommandLineRun register(String metastore, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("register", "--metastore", metastore, "--warehouse", lake(), "--json"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private static List<String> outcomes(CommandLineRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return StreamSupport.stream(run.json().get("registered").spliterator(), false)
                .map(each -> each.get("outcome").textValue())
                .distinct()
                .toList();
    }

    private static Lakehouse open(HiveMetastore metastore, String warehouse) {
        return Lakehouse.open(SessionSpec.fromEnvironment("reader").local().hive(metastore), Warehouse.at(warehouse));
    }

    // shown: begin
    static List<RegisterResult> registered(String url, String password, String service, Path warehouse) {
        HiveMetastore database = HiveMetastore.jdbc(url, "hive", password);
        System.out.println(HiveMetastoreSchema.of(database).create()); // once; a second one changes nothing

        HiveMetastore metastore = HiveMetastore.thrift(service); // or the database itself
        SessionSpec spec = SessionSpec.fromEnvironment("prices").local().hive(metastore);
        try (Lakehouse lake = Lakehouse.open(spec, Warehouse.at(warehouse))) {
            LakehouseTable prices = lake.table(PRICES);
            System.out.println(prices.register().plan()); // what would be done, and why
            System.out.println(prices.register().timeout(Duration.ofSeconds(30)).execute());
            lake.spark().sql("select * from silver.prices").show();
            return lake.register(List.of(prices)).execute(); // several: if one is refused, none is registered
        }
    }
    // shown: end

    @Test
    void theCodeOfTheDocumentRuns() throws IOException {
        assertThat(Documents.javaBlocks("docs/metastore.md"))
                .containsExactlyElementsOf(Documents.shownBy(MetastoreIT.class));
        assertThat(registered(postgres.url(DATABASE), PostgresServer.PASSWORD, service.address(), Path.of(lake())))
                .extracting(RegisterResult::outcome)
                .containsExactly(RegisterResult.Outcome.UNCHANGED);
    }

    @Test
    void initCreatesTheSchemaOnceAndCompletesAHalfOne() throws SQLException {
        CommandLineRun again = process("metastore", "init", "--metastore", postgres.url(DATABASE));
        String half = postgres.createDatabase("half");
        HiveMetastoreSchema schema =
                HiveMetastoreSchema.of(HiveMetastore.jdbc(half, PostgresServer.USER, PostgresServer.PASSWORD));
        List<String> missing = schema.missingTables();
        schema.create();
        postgres.execute("half", "drop table \"TABLE_PARAMS\", \"VERSION\"");

        assertThat(initialized.exitCode()).as(initialized.err()).isZero();
        assertThat(initialized.json().get("tables_created")).hasSize(45);
        assertThat(initialized.json().get("version").textValue()).isEqualTo("2.3.0");
        assertThat(again.out()).isEqualTo("Nothing was changed: the schema version 2.3.0 already exists.\n");
        assertThat(missing).hasSize(45);
        assertThatThrownBy(schema::require)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessageContaining("2 of the 45 tables of its schema are missing, for example TABLE_PARAMS")
                .hasMessageContaining("metastore init");
        assertThat(schema.create().tablesCreated()).containsExactly("TABLE_PARAMS", "VERSION");
        assertThat(schema.missingTables()).isEmpty();
    }

    @Test
    void initLeavesASchemaOfAnotherVersionAlone() throws SQLException {
        String url = postgres.createDatabase("newer");
        HiveMetastoreSchema schema =
                HiveMetastoreSchema.of(HiveMetastore.jdbc(url, PostgresServer.USER, PostgresServer.PASSWORD));
        schema.create();
        postgres.execute("newer", "update \"VERSION\" set \"SCHEMA_VERSION\" = '3.1.0'");
        postgres.execute("newer", "drop table \"TABLE_PARAMS\"");

        for (ThrowingCallable use : List.<ThrowingCallable>of(schema::create, schema::require)) {
            assertThatThrownBy(use)
                    .isExactlyInstanceOf(MetastoreUnavailableException.class)
                    .hasMessage(
                            "Cannot use the metastore at " + url + ": its schema is of version 3.1.0, and only one of"
                                    + " version 2.3.0 can be created or completed here. Upgrade it with Hive's schematool, or"
                                    + " use another database. Nothing was changed.");
        }
        assertThat(schema.missingTables()).containsExactly("TABLE_PARAMS");
        postgres.execute(
                "newer",
                "insert into \"VERSION\" (\"VER_ID\", \"SCHEMA_VERSION\", \"VERSION_COMMENT\") values (77, '2.3.0', '')");
        assertThatThrownBy(schema::create)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessageContaining("its table VERSION holds 2 rows (3.1.0, 2.3.0), and Hive refuses more than one."
                        + " Delete the surplus ones.");
    }

    @Test
    void aRunRegistersInADatabaseAndTheServiceOverItKnowsTheTables() throws AnalysisException {
        CommandLineRun run = process(runAnd("--hive", "--metastore", postgres.url(DATABASE), "--json"));
        CommandLineRun again = register(service.address());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("registered")).hasSize(5);
        assertThat(run.err() + run.out()).doesNotContain(PostgresServer.PASSWORD);
        assertThat(outcomes(again)).containsExactly("unchanged");
        try (Lakehouse reader = open(HiveMetastore.thrift(service.address()), lake())) {
            LakehouseTable prices = reader.existingTable(SilverPrices.SPEC);
            assertThat(reader.spark().table(NAME).count()).isEqualTo(2);
            assertThat(reader.spark().table(NAME).schema())
                    .isEqualTo(prices.read().schema());
            assertThat(reader.spark().catalog().getDatabase("silver").locationUri())
                    .endsWith("/lake/silver.db");
        }
    }

    @Test
    void aRunWhoseRegistrationFailsSaysWhatItDid() {
        CommandLineRun run = CommandLineRun.of(runAnd("--hive", "--metastore", NOWHERE, "--json"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Cannot use the metastore at " + NOWHERE);
        assertThat(run.json().get("stages").findValuesAsText("name"))
                .containsExactly("bronze", "silver", "gold", "report", "maintain");
        assertThat(run.json().has("registered")).isFalse();
    }

    @Test
    void twoProcessesRegisterTheSameTablesAtOnce() throws SQLException {
        String url = postgres.createDatabase("contested");
        HiveMetastoreSchema.of(HiveMetastore.jdbc(url, PostgresServer.USER, PostgresServer.PASSWORD))
                .create();
        String[] command = {"register", "--metastore", url, "--warehouse", lake(), "--json"};
        try (ChildProcess one = ChildProcess.start(folder.resolve("one"), PostgresServer.LOGIN, command);
                ChildProcess other = ChildProcess.start(folder.resolve("other"), PostgresServer.LOGIN, command)) {
            List<String> both = new ArrayList<>(outcomes(one.ended()));
            both.addAll(outcomes(other.ended()));

            assertThat(both).containsOnly("created", "unchanged");
            assertThat(Collections.frequency(both, "created"))
                    .as("each table is created by one of the two: %s", both)
                    .isEqualTo(both.size() / 2);
        }
    }

    @Test
    void whatWasTamperedWithIsNoticed() throws SQLException, IOException {
        String elsewhere = folder.resolve("elsewhere").toUri().getPath();
        try (Lakehouse lake = open(HiveMetastore.thrift(service.address()), lake())) {
            LakehouseTable prices = lake.existingTable(SilverPrices.SPEC);
            prices.register().repairing().execute();
            assertThat(prices.register().plan().action()).isEqualTo(RegisterPlan.Action.KEEP);

            postgres.execute(
                    DATABASE,
                    "update \"TABLE_PARAMS\" set \"PARAM_VALUE\" = replace(\"PARAM_VALUE\", 'symbol', 'ticker')"
                            + " where \"PARAM_KEY\" like 'spark.sql.sources.schema%'");
            assertThat(prices.register().plan().reason())
                    .isEqualTo(
                            "the registered columns do not include symbol; the registered column ticker does not exist");
            assertThat(prices.register().execute().outcome()).isEqualTo(RegisterResult.Outcome.UPDATED);

            moveAll(elsewhere);
            assertThatThrownBy(() -> prices.register().execute())
                    .isExactlyInstanceOf(RegistrationConflictException.class)
                    .hasMessage(
                            "Cannot register " + NAME + " at " + prices.location() + ": it is registered at "
                                    + elsewhere.replaceAll("/$", "")
                                    + ". If this entry is stale, repair it: register --repair, or repairing(). Nothing was changed.");
            assertThat(prices.register().repairing().execute().outcome()).isEqualTo(RegisterResult.Outcome.REPAIRED);
            assertThat(lake.spark().table(NAME).count()).isEqualTo(2);
        }
        moveAll(elsewhere);
        assertThat(register(service.address()).exitCode()).isEqualTo(1);
        assertThat(outcomes(register(service.address(), "--repair"))).contains("repaired");
    }

    /** Lets all registrations point elsewhere. */
    private static void moveAll(String location) throws SQLException {
        postgres.execute(
                DATABASE,
                "update \"SERDE_PARAMS\" set \"PARAM_VALUE\" = '" + location + "' where \"PARAM_KEY\" = 'path'");
    }

    @Test
    void aNameThatBelongsToSomethingElseIsRefused() throws IOException {
        String other = folder.resolve("other lake").toString();
        Path metastore = folder.resolve("other metastore");
        CommandLineRun.of("bronze", "--source", "simulate", "--coins", "1", "--every", "1d", "--warehouse", other);
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            lake.spark().sql("create database bronze");
            lake.spark().sql("create view bronze.crypto_prices as select 1 id");
        }

        CommandLineRun view =
                CommandLineRun.of("register", "--repair", "--warehouse", other, "--metastore", metastore.toString());
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            lake.spark().sql("drop view bronze.crypto_prices");
            lake.spark().sql("create table bronze.crypto_prices (id int) using parquet");
            lake.spark().sql("insert into bronze.crypto_prices values (1)");
        }
        CommandLineRun table =
                CommandLineRun.of("register", "--repair", "--warehouse", other, "--metastore", metastore.toString());

        assertThat(view.exitCode()).isEqualTo(1);
        assertThat(view.err()).contains("the name belongs to a view. Rename it");
        assertThat(view.err().lines()).hasSize(1);
        assertThat(table.exitCode()).isEqualTo(1);
        assertThat(table.err()).contains("the name belongs to a table with the format parquet, not a Delta table.");
        try (Lakehouse lake = open(HiveMetastore.embedded(metastore), other)) {
            assertThat(lake.spark().table("bronze.crypto_prices").count()).isEqualTo(1);
        }
    }

    @Test
    void theDefaultIsAPrivateFolderBesideTheWarehouse() throws IOException {
        Set<String> before = workingDirectory();

        CommandLineRun first = CommandLineRun.of("register", "--warehouse", lake(), "--json");
        CommandLineRun second = CommandLineRun.of("register", "--warehouse", lake());

        assertThat(outcomes(first)).containsExactly("created");
        assertThat(second.out()).contains("Hive     silver.crypto_prices               unchanged");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lake-metastore"))))
                .isEqualTo("rwx------");
        assertThat(workingDirectory()).isEqualTo(before);
    }

    private static Set<String> workingDirectory() {
        return new TreeSet<>(
                List.of(Objects.requireNonNull(new File("").getAbsoluteFile().list())));
    }

    @Test
    void aMetastoreThatNeverAnswersEndsTheCommandInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            CommandLineRun run = ChildProcess.run(
                    folder.resolve("work"),
                    Map.of("METASTORE_REGISTRATION_TIMEOUT", "3"),
                    "register",
                    "--metastore",
                    "thrift://127.0.0.1:" + silent.getLocalPort(),
                    "--warehouse",
                    lake());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Failed to register bronze.crypto_prices, ")
                    .contains("the metastore has not answered within 3.0 s.", "METASTORE_REGISTRATION_TIMEOUT");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void whatIsWrongIsSaid() throws SQLException {
        CommandLineRun unreachable = register(NOWHERE);
        CommandLineRun wrongPassword = ChildProcess.run(
                folder.resolve("work"),
                Map.of("METASTORE_USER", PostgresServer.USER, "METASTORE_PASSWORD", "guessed"),
                "register",
                "--metastore",
                postgres.url(DATABASE),
                "--warehouse",
                lake());
        HiveMetastore empty =
                HiveMetastore.jdbc(postgres.createDatabase("empty"), PostgresServer.USER, PostgresServer.PASSWORD);
        CommandLineRun badTimeout =
                ChildProcess.run(folder.resolve("work"), Map.of("METASTORE_REGISTRATION_TIMEOUT", "soon"), "session");

        assertThat(unreachable.exitCode()).isEqualTo(1);
        assertThat(unreachable.err())
                .startsWith(
                        "Cannot use the metastore at " + NOWHERE + ": java.net.ConnectException: Connection refused.");
        assertThat(unreachable.err().lines()).hasSize(1);
        assertThat(wrongPassword.exitCode()).isEqualTo(1);
        assertThat(wrongPassword.err())
                .contains("password authentication failed for user \"hive\"", "Check the user and the password")
                .doesNotContain("guessed");
        assertThatThrownBy(empty::requireReady)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessageContaining("the database has no metastore schema. Create it: metastore init");
        assertThat(badTimeout.exitCode()).isEqualTo(1);
        assertThat(badTimeout.err())
                .contains("Invalid environment variable METASTORE_REGISTRATION_TIMEOUT='soon': use a whole number from"
                        + " 1 to 86400, or unset it.");
    }

    @Test
    @SetSystemProperty(key = "spark.sql.catalogImplementation", value = "hive")
    @SetSystemProperty(key = "spark.hadoop.hive.metastore.uris", value = NOWHERE)
    void otherCommandsWorkWithHiveOnAndItsMetastoreGone() {
        for (List<String> command : List.of(
                List.of("run", "--source", "simulate", "--coins", "3", "--every", "1d", "--report", folder + "/gone"),
                List.of("health"),
                List.of("inspect", NAME))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--warehouse", folder.resolve("gone").toString(), "--json"));

            CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));

            assertThat(run.exitCode()).as(command + ": " + run.err()).isZero();
            assertThat(run.json()).isInstanceOf(JsonNode.class);
        }
    }
}
