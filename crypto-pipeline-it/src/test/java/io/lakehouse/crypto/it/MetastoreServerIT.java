package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Registration in a real PostgreSQL, and in a real metastore service over it. */
@EnabledOnOs(OS.LINUX)
class MetastoreServerIT extends MetastoreScenario {

    private static final TableSpec PRICES = TableSpecsDocIT.PRICES;

    private static PostgresServer postgres;
    private static MetastoreService service;

    @BeforeAll
    static void start() throws IOException, SQLException {
        makeLake();
        postgres = PostgresServer.start(folder.resolve("postgres"));
        CommandLineRun initialized = initialize(postgres);
        assertThat(initialized.exitCode()).as(initialized.err()).isZero();
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
                .containsExactlyElementsOf(Documents.shownBy(MetastoreServerIT.class));
        assertThat(registered(postgres.url(DATABASE), PostgresServer.PASSWORD, service.address(), Path.of(lake())))
                .extracting(RegisterResult::outcome)
                .containsExactly(RegisterResult.Outcome.UNCHANGED);
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
                    .isEqualTo("the registered columns do not include symbol; the registered column ticker does not"
                            + " exist");
            assertThat(prices.register().execute().outcome()).isEqualTo(RegisterResult.Outcome.UPDATED);

            moveAll(elsewhere);
            assertThatThrownBy(() -> prices.register().execute())
                    .isExactlyInstanceOf(RegistrationConflictException.class)
                    .hasMessage("Cannot register " + NAME + " at " + prices.location() + ": it is registered at "
                            + elsewhere.replaceAll("/$", "")
                            + ". If this entry is stale, repair it: register --repair, or repairing()."
                            + " Nothing was changed.");
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
}
