package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@InterpretedQueries
class ReplayIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void bringsRecordingsToEveryTableAndTheReport() throws IOException {
        Recordings.twelveCoins(folder.resolve("in/1.json"), "2025-03-04");
        Recordings.write(
                folder.resolve("in/2.json"),
                List.of(Recordings.coin("tiny", "1.231e-05", "7251352172", "490059079", "2023-01-02T17:08:13.102Z")));

        CommandLineRun run = replay("in");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(rowsOfTables(run)).containsExactly(13L, 13L, 0L, 13L, 2L);
        assertThat(run.stage("bronze").get("rows_in").longValue()).isEqualTo(13);
        assertThat(run.stage("silver").get("rows_out").longValue()).isEqualTo(13);
        assertThat(report())
                .containsExactly(
                        "partition_date,total_market_cap,avg_price,coins,total_volume",
                        "2023-01-02,7251352172,0.00001231,1,490059079",
                        // The ten coins with the greatest volume are 3 to 12: 1000 x 75, and 7.5 + 0.5.
                        "2025-03-04,75000,8,12,780");
        assertThat(priceInSilver("tiny")).isEqualTo("0.00001231");
    }

    @Test
    void runningAgainChangesNothing() throws IOException {
        Recordings.twelveCoins(folder.resolve("in/1.json"), "2025-03-04");
        CommandLineRun first = replay("in");
        List<String> files = dataFiles();

        CommandLineRun second = replay("in");

        assertThat(second.json().get("tables")).isEqualTo(first.json().get("tables"));
        assertThat(dataFiles()).isEqualTo(files);
        assertThat(second.stage("silver").get("rows_in").longValue()).isZero();
    }

    @Test
    void daysInAnyOrderGiveTheSameReport() throws IOException {
        Recordings.twelveCoins(folder.resolve("monday.json"), "2025-03-03");
        Recordings.write(
                folder.resolve("tuesday.json"),
                List.of(Recordings.coin("late", "2", "5", "9", "2025-03-04T10:00:00Z")));
        Recordings.write(
                folder.resolve("correction.json"),
                List.of(Recordings.coin("coin-12", "100.5", "12000", "120", "2025-03-03T20:00:00Z")));
        replay("tuesday.json");
        replay("correction.json");
        replay("monday.json");

        assertThat(report())
                .containsExactly(
                        "partition_date,total_market_cap,avg_price,coins,total_volume",
                        "2025-03-03,75000,16.8,12,780",
                        "2025-03-04,5,2,1,9");
    }

    @Test
    void ofTwoRecordingsOfOneInstantTheLaterReadStaysWhicheverDayComesAgain() throws IOException {
        String instant = "2025-03-03T10:00:00Z";
        Recordings.write(folder.resolve("1.json"), List.of(Recordings.coin("still", "50", "1", "1", instant)));
        Recordings.write(
                folder.resolve("2.json"),
                List.of(
                        Recordings.coin("still", "60", "1", "1", instant),
                        Recordings.coin("moving", "1", "1", "1", "2025-03-04T10:00:00Z")));
        Recordings.write(
                folder.resolve("3.json"), List.of(Recordings.coin("other", "1", "1", "1", "2025-03-03T11:00:00Z")));
        replay("1.json");
        replay("2.json");
        replay("3.json");

        assertThat(priceInSilver("still")).isEqualTo("60");
    }

    @Test
    void aRecordThatDoesNotFitStopsNoOther() throws IOException {
        String good = Recordings.coin("good", "1", "2", "3", "2025-03-04T10:00:00Z");
        Recordings.write(
                folder.resolve("in/1.json"),
                List.of(
                        good.replace("\"id\": \"good\",", ""),
                        good,
                        good.replace("\"current_price\": 1", "\"current_price\": 1e-30"),
                        "null"));

        CommandLineRun run = replay("in");

        assertThat(run.stage("silver").get("rows_refused").longValue()).isEqualTo(3);
        assertThat(rowsOfTables(run)).containsExactly(4L, 1L, 3L, 1L, 1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing.json |                            | there is no such file or folder
            page.json    | <!DOCTYPE html><html>      | it is HTML, not JSON
            cut.json     | [{"id":"a"},{"id":"b","na  | it is cut off after 1 complete records
            object.json  | {"status":{"error":429}}   | expected a JSON array of coins, found an object
            """)
    void inputThatIsNoRecordingFailsInOneLineAndTouchesNothing(String name, String content, String reason)
            throws IOException {
        Path good = Recordings.twelveCoins(folder.resolve("good.json"), "2025-03-04");
        Path bad = folder.resolve(name);
        if (content != null) {
            Files.writeString(bad, content);
        }

        CommandLineRun run = CommandLineRun.of(
                "run", "--source", "replay", "--input", good.toString(), bad.toString(), "--warehouse", warehouse());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("Cannot read " + bad + ": " + reason + ".");
        assertThat(Path.of(warehouse())).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run                                                  | Missing required option: '--source=SOURCE'
            run --source replay                                  | Missing option: --source replay requires --input PATH...
            run --source ftp                                     | Invalid value for option '--source'
            run --source simulate --days many                    | Invalid value for option '--days'
            run --source simulate --coins 0                      | Invalid simulation of 0 coins
            inspect platinum.prices                              | Unknown table 'platinum.prices': the tables are
            history silver.prices                                | Unknown table 'silver.prices'
            demo --coins 0                                       | Invalid simulation of 0 coins
            inspect silver.crypto_prices --rows -1               | Invalid value -1 for option '--rows'
            history silver.crypto_prices --limit 0               | Invalid value 0 for option '--limit'
            inspect silver.crypto_prices --warehouse=            | Invalid location: it is blank
            run --source replay --input x --coins 5              | Invalid option: --coins does not apply to --source replay
            run --source simulate --every 7h                     | Invalid simulation of a snapshot every PT7H
            run --source simulate --every often                  | is not a duration: use for example 15m
            run --source simulate --from 2999-01-01              | no record may be from the future
            run --source coingecko --currency DOLLARS!           | Invalid CoinGecko settings
            bronze --source simulate --max-bad 101               | Invalid value 101.0 for option '--max-bad'
            maintain --retain 1h                                 | Invalid value for option '--retain'
            maintain --retain 1week                              | is not a duration: use for example 15m
            health silver.nothing                                | Unknown table 'silver.nothing'
            silver --config missing.properties                   | Cannot read the configuration missing.properties
            fly                                                  | Unmatched argument at index 0: 'fly'
            """)
    void wrongUsageIsExplainedAndEndsWithTwo(String commandLine, String explanation) {
        CommandLineRun run = CommandLineRun.of(commandLine.split(" +"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().findFirst().orElse("")).contains(explanation);
        assertThat(run.err()).contains("Usage: crypto-pipeline");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void lookingAtTablesThatAreNotThereFails() {
        CommandLineRun run = CommandLineRun.of("inspect", "silver.crypto_prices", "--warehouse", warehouse());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines("Unknown table silver.crypto_prices: there is no Delta table at file://"
                        + warehouse() + "/silver/crypto_prices.");
        assertThat(Path.of(warehouse())).doesNotExist();
    }

    @Test
    void inspectAndHistoryShowWhatARunDid() throws IOException {
        Recordings.twelveCoins(folder.resolve("in/1.json"), "2025-03-04");
        replay("in");

        CommandLineRun inspect = CommandLineRun.of("inspect", "gold.coin_daily", "--json", "--warehouse", warehouse());
        CommandLineRun history =
                CommandLineRun.of("history", "silver.crypto_prices", "--json", "--warehouse", warehouse());

        assertThat(inspect.json().get("rows").longValue()).isEqualTo(12);
        assertThat(inspect.json().get("columns").get(0).get("name").textValue()).isEqualTo("id");
        assertThat(history.json().get("commits"))
                .extracting(commit -> commit.get("operation").textValue())
                .containsExactly("MERGE", "CREATE TABLE");
    }

    private CommandLineRun replay(String input) {
        return CommandLineRun.of(
                "run",
                "--source",
                "replay",
                "--input",
                folder.resolve(input).toString(),
                "--warehouse",
                warehouse(),
                "--report",
                folder.toString(),
                "--json");
    }

    private String warehouse() {
        return folder.resolve("ware house").toString();
    }

    private List<String> report() throws IOException {
        return Files.readAllLines(folder.resolve("Final_Report.csv"));
    }

    private static List<Long> rowsOfTables(CommandLineRun run) {
        List<Long> rows = new ArrayList<>();
        for (JsonNode table : run.json().get("tables")) {
            rows.add(table.get("rows").longValue());
        }
        return rows;
    }

    private List<String> dataFiles() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(warehouse()))) {
            return all.map(Path::toString)
                    .filter(file -> file.endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private String priceInSilver(String id) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(warehouse()))) {
            Row row = lake.existingTable(SilverPrices.SPEC)
                    .read()
                    .filter(SilverPrices.ID.is(id).toColumn())
                    .select("current_price")
                    .first();
            return row.getDecimal(0).stripTrailingZeros().toPlainString();
        }
    }
}
