package io.lakehouse.crypto.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes reports to files: those that a run leaves behind and those that docs/benchmarks.md shows. */
public final class ReportFiles {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ReportFiles() {}

    /** Writes NAME.json and NAME.md into a folder. */
    public static void write(Report report, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(report.name() + ".md"), ReportText.of(report));
            writeJson(report, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the earlier report in docs/benchmarks.md and saves the rounds next to that page. */
    public static void publish(Report report, Path docs) {
        Path page = docs.resolve("benchmarks.md");
        try {
            writeJson(report, docs.resolve("benchmarks"));
            Files.writeString(page, inserted(Files.readString(page), report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page with the report inserted between its two markers. */
    public static String inserted(String page, Report report) {
        String begin = begin(report.name());
        int from = page.indexOf(begin);
        int to = page.indexOf(END, from);
        if (from < 0 || to < 0) {
            throw new IllegalStateException("Cannot publish " + report.name() + ": docs/benchmarks.md lacks the lines "
                    + begin + " and " + END);
        }
        return page.substring(0, from + begin.length()) + "\n" + ReportText.of(report) + page.substring(to);
    }

    public static Report read(Path json) {
        try {
            return JSON.readValue(json.toFile(), Report.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String END = "<!-- end of figures -->";

    private static String begin(String name) {
        return "<!-- figures of " + name + " -->";
    }

    private static void writeJson(Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(report.name() + ".json"), JSON.writeValueAsString(report) + "\n");
    }
}
