package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.lakehouse.crypto.market.MarketServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.util.SetSystemProperty;

/** The commands as their users give them, on small input. */
class CommandsIT {

    @TempDir
    private Path folder = Path.of("");

    private CommandLineRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", folder.resolve("lake").toString()));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(element -> names.add(element.get("name").textValue()));
        return names;
    }

    @Test
    void stagesRunAloneOneAfterTheOther() throws IOException {
        String reports = folder.resolve("reports").toString();

        CommandLineRun bronze = run("bronze", "--source", "simulate", "--coins", "5", "--every", "8h", "--json");
        CommandLineRun silver = run("silver", "--json");
        CommandLineRun gold = run("gold", "--json");
        CommandLineRun report = run("report", "--report", reports, "--json");
        CommandLineRun maintain = run("maintain", "--full", "--retain", "8d", "--json");

        assertThat(bronze.stage("bronze").get("rows_out").intValue()).isEqualTo(15);
        assertThat(names(bronze.json().get("tables"))).containsExactly("bronze.crypto_prices");
        assertThat(silver.stage("silver").get("rows_out").intValue()).isEqualTo(15);
        assertThat(gold.stage("gold").get("rows_out").intValue()).isEqualTo(6);
        assertThat(report.json().get("reports"))
                .extracting(JsonNode::textValue)
                .containsExactly(reports + "/report.html", reports + "/Final_Report.csv");
        assertThat(Files.readAllLines(Path.of(reports, "Final_Report.csv"))).hasSize(2);
        assertThat(Files.readString(Path.of(reports, "report.html"))).contains("Aurora Coin", "gold.coin_daily");
        assertThat(names(maintain.json().get("stages"))).containsExactly("maintain");
    }

    @Test
    void aStageWithoutTheTableItReadsFailsInOneLine() {
        CommandLineRun silver = run("silver");
        CommandLineRun maintain = run("maintain");

        assertThat(silver.exitCode()).isEqualTo(1);
        assertThat(silver.err()).startsWith("Unknown table bronze.crypto_prices: there is no Delta table at ");
        assertThat(silver.err().lines()).hasSize(1);
        assertThat(maintain.exitCode()).isEqualTo(1);
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() {
        CommandLineRun plan = run("run", "--source", "simulate", "--coins", "5", "--dry-run", "--json");
        CommandLineRun text = run("run", "--source", "simulate", "--coins", "5", "--dry-run");

        assertThat(plan.json().get("dry_run").booleanValue()).isTrue();
        JsonNode bronze = plan.json().get("plan").get(0);
        assertThat(bronze.get("table").textValue()).isEqualTo("bronze.crypto_prices");
        assertThat(bronze.get("rows").intValue()).isEqualTo(120);
        assertThat(bronze.get("what").textValue()).isEqualTo("the table would be created; no record breaks a rule");
        assertThat(text.out()).endsWith("Nothing was changed.\n");
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void aBatchThatIsTooBadIsExitCodeThreeAndNoTable() throws IOException {
        Files.writeString(folder.resolve("bad.json"), "[null]");

        CommandLineRun refused = run(
                "run",
                "--source",
                "replay",
                "--input",
                folder.resolve("bad.json").toString(),
                "--max-bad",
                "50");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("Cannot load batch replay-", ": 1 of its 1 records (100.00 %) break a rule");
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    @Test
    void marketsComeOverHttpInNamedBatches() throws IOException {
        Instant noon = Instant.parse("2025-03-04T12:00:00Z");
        try (MarketServer market = MarketServer.start(300, noon)) {
            String[] command = {
                "bronze",
                "--source",
                "coingecko",
                "--coins",
                "260",
                "--batch",
                "noon",
                "--url",
                market.uri().toString(),
                "--json"
            };
            CommandLineRun first = run(command);
            CommandLineRun second = run(command);

            assertThat(first.stage("bronze").get("rows_out").intValue()).isEqualTo(260);
            assertThat(second.stage("bronze").get("rows_unchanged").intValue()).isEqualTo(260);
        }
    }

    @Test
    void aMarketThatCannotBeReadLeavesNothingBehind() throws IOException {
        HttpServer broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broken.createContext("/", exchange -> {
            byte[] body = "{\"error\":\"who are you\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        broken.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + broken.getAddress().getPort());

            CommandLineRun run = run("run", "--source", "coingecko", "--url", uri.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("401", "COINGECKO_API_KEY");
            assertThat(run.err().lines()).hasSize(1);
            assertThat(folder.resolve("lake")).doesNotExist();
        } finally {
            broken.stop(0);
        }
    }

    @Test
    void aConfigurationGivesDefaultsThatTheCommandLineOverrides() throws IOException {
        Path config = Files.writeString(
                folder.resolve("pipeline.properties"),
                "source = simulate\ncoins = 4\nevery = 12h\njson = true\nwarehouse = " + folder.resolve("configured"));

        CommandLineRun configured = CommandLineRun.of("bronze", "--config", config.toString());
        CommandLineRun overridden = CommandLineRun.of("bronze", "--config", config.toString(), "--coins", "3");

        assertThat(configured.stage("bronze").get("rows_in").intValue()).isEqualTo(8);
        assertThat(overridden.stage("bronze").get("rows_in").intValue()).isEqualTo(6);
        assertThat(folder.resolve("configured/bronze/crypto_prices")).exists();
    }

    @Test
    void healthAndSessionLookAndChangeNothing() {
        run("bronze", "--source", "simulate", "--coins", "3", "--every", "1d");

        CommandLineRun all = run("health", "--json");
        CommandLineRun one = run("health", "bronze.crypto_prices");
        CommandLineRun session = run("session", "--json");

        assertThat(all.json().get("tables").get(0).get("table").textValue()).isEqualTo("bronze.crypto_prices");
        assertThat(one.out()).startsWith("bronze.crypto_prices at version 1: 3 rows in 1 files");
        assertThat(session.json().get("settings"))
                .extracting(setting -> setting.get("key").textValue())
                .contains("spark.sql.extensions", "spark.sql.shuffle.partitions");
    }

    @Test
    @SetSystemProperty(key = "spark.delta.logStore.file.impl", value = "io.delta.storage.LocalLogStore")
    void whoWritesAloneCanChooseDeltasOwnLogStore() {
        CommandLineRun bronze = run("bronze", "--source", "simulate", "--coins", "3", "--every", "1d", "--json");

        assertThat(bronze.stage("bronze").get("rows_out").intValue()).isEqualTo(3);
    }
}
