package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachRunAfterTheFirstAddsTheNextDay() throws IOException {
        CommandLineRun first = demo("--json");
        CommandLineRun second = demo("--json");

        assertThat(first.table("silver.crypto_prices").get("rows").longValue()).isEqualTo(2 * 24 * 15);
        assertThat(second.table("silver.crypto_prices").get("rows").longValue()).isEqualTo(3 * 24 * 15);
        assertThat(second.stage("gold").get("rows_in").longValue()).isEqualTo(24 * 15);
        assertThat(Files.readAllLines(folder.resolve("Final_Report.csv")))
                .extracting(line -> line.substring(0, line.indexOf(',')))
                .containsExactly("partition_date", "2025-01-01", "2025-01-02", "2025-01-03");
    }

    @Test
    void endsWithASummaryAndWhatToTryNext() {
        CommandLineRun run = demo();

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("silver\\.crypto_prices +720 +2 +[0-9,]+ +1"))
                .contains("Report   " + folder.resolve("report.html"), "         " + folder.resolve("Final_Report.csv"))
                .anyMatch(line -> line.matches("Time     start-up [0-9.]+ s, stages [0-9.]+ s, maintenance [0-9.]+ s"))
                .contains("Try next");
    }

    private CommandLineRun demo(String... more) {
        String[] arguments = {"demo", "--into", folder.toString(), "--coins", "15", "--days", "2"};
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandLineRun.of(all);
    }
}
