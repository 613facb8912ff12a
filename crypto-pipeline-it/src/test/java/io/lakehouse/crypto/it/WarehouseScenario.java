package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a user on a warehouse that is not on the local disk.
 *
 * @param warehouse its URI, of a folder that does not exist yet
 * @param reports a local folder
 */
record WarehouseScenario(String warehouse, Path reports) {

    CommandLineRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--warehouse", warehouse));
        CommandLineRun run = CommandLineRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    /** Two snapshots of a day; then that day again with a third, so that Gold is written anew; and a look at it. */
    void runTwiceAndLook() throws IOException {
        CommandLineRun first = ingest("12h");
        CommandLineRun health = run("health", "--json");
        CommandLineRun inspect = run("inspect", "silver.crypto_prices", "--json");
        CommandLineRun second = ingest("8h");

        assertThat(first.table("silver.crypto_prices").get("rows").intValue()).isEqualTo(10);
        assertThat(first.table("gold.coin_daily").get("path").textValue()).isEqualTo(warehouse + "/gold/coin_daily");
        assertThat(health.json().get("tables"))
                .extracting(table -> table.get("table").textValue())
                .contains("bronze.crypto_prices", "silver.crypto_prices", "gold.coin_daily", "gold.market_stats");
        JsonNode silver = inspect.json();
        assertThat(silver.get("path").textValue()).isEqualTo(warehouse + "/silver/crypto_prices");
        assertThat(silver.get("bytes").longValue()).isPositive();
        // Midnight is in both, and is known already.
        assertThat(second.table("silver.crypto_prices").get("rows").intValue()).isEqualTo(20);
        assertThat(second.table("gold.coin_daily").get("rows").intValue()).isEqualTo(5);
        assertThat(Files.readAllLines(reports.resolve("Final_Report.csv"))).hasSize(2);
        assertThat(reports.resolve("report.html")).isNotEmptyFile();
    }

    private CommandLineRun ingest(String every) {
        return run(
                "run",
                "--source",
                "simulate",
                "--coins",
                "5",
                "--every",
                every,
                "--report",
                reports.toString(),
                "--json");
    }
}
