package io.lakehouse.crypto.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.report.Environment;
import io.lakehouse.crypto.bench.report.Report;
import io.lakehouse.crypto.bench.report.ReportFiles;
import io.lakehouse.crypto.bench.report.ReportText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that docs/benchmarks.md shows the measured results and that the README quotes them. */
class BenchmarksDocTest {

    private static final Path ROOT = Path.of(System.getProperty("lakehouse.root"));
    private static final Path DOCS = ROOT.resolve("docs");

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("benchmarks.md"));
    }

    @Test
    void everyBenchmarkHasItsPlaceOnThePage() throws IOException {
        for (Benchmark benchmark : Benchmarks.ALL) {
            assertThat(ReportFiles.inserted(page(), report(benchmark.name()))).contains("one row");
        }
    }

    private static Report report(String name) {
        return new Report(
                name,
                "",
                "bin/bench " + name,
                new Environment(2, 8, "", "", "17", List.of()),
                1,
                List.of(new Report.Table(List.of("one row"), List.of())),
                List.of(),
                Map.of());
    }

    @Test
    void thePageShowsTheReportsThatAreKept() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("benchmarks"))) {
            for (Path json : files.toList()) {
                assertThat(page()).contains(ReportText.of(ReportFiles.read(json)));
            }
        }
    }

    @Test
    void theReadmeQuotesThePage() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String measured = readme.substring(readme.indexOf("## What it costs"));
        List<String> quotes = measured.substring(0, measured.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| "))
                .toList();

        assertThat(quotes).isNotEmpty();
        assertThat(page().lines()).containsAll(quotes);
    }
}
