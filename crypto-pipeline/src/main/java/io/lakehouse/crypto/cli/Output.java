package io.lakehouse.crypto.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.RunReport;
import io.lakehouse.crypto.StageReport;
import io.lakehouse.delta.TableCommit;
import io.lakehouse.delta.TableState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What commands print on standard output: text for people, or one JSON document. */
final class Output {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintWriter out;

    Output(PrintWriter out) {
        this.out = out;
    }

    void print(ObjectNode document) {
        out.println(document.toPrettyString());
    }

    /** The document of a run. */
    static ObjectNode json(String command, RunReport run) {
        ObjectNode document = JSON.createObjectNode();
        document.put("command", command);
        document.put("startup_seconds", run.startupSeconds());
        ArrayNode stages = document.putArray("stages");
        for (StageReport stage : run.stages()) {
            stages.addObject()
                    .put("name", stage.name())
                    .put("rows_in", stage.rowsIn())
                    .put("rows_out", stage.rowsOut())
                    .put("rows_refused", stage.rowsRefused())
                    .put("files", stage.files())
                    .put("seconds", stage.seconds());
        }
        ArrayNode tables = document.putArray("tables");
        run.tables().forEach(table -> tables.add(json(table)));
        document.put("report", run.report().toString());
        return document;
    }

    /** The document of a table. */
    static ObjectNode json(TableState table) {
        return JSON.createObjectNode()
                .put("name", table.name().toString())
                .put("path", table.location())
                .put("version", table.version())
                .put("rows", table.rows())
                .put("files", table.files())
                .put("bytes", table.bytes());
    }

    /** The document of a table's history. */
    static ObjectNode json(String table, List<TableCommit> commits) {
        ObjectNode document = JSON.createObjectNode().put("name", table);
        ArrayNode array = document.putArray("commits");
        for (TableCommit commit : commits) {
            ObjectNode node = array.addObject()
                    .put("version", commit.version())
                    .put("timestamp", commit.timestamp().toString())
                    .put("operation", commit.operation());
            ObjectNode metrics = node.putObject("metrics");
            commit.metrics().forEach(metrics::put);
        }
        return document;
    }

    void print(RunReport run) {
        out.println();
        tables(run.tables());
        out.println();
        line("Report", run.report().toString());
        line(
                "Time",
                String.format(
                        Locale.ROOT,
                        "start-up %.1f s, stages %.1f s, maintenance %.1f s",
                        run.startupSeconds(),
                        seconds(run, false),
                        seconds(run, true)));
    }

    private static double seconds(RunReport run, boolean maintenance) {
        return run.stages().stream()
                .filter(stage -> stage.name().equals(Pipeline.MAINTAIN) == maintenance)
                .mapToDouble(StageReport::seconds)
                .sum();
    }

    void tables(List<TableState> tables) {
        out.println(String.format(Locale.ROOT, "%-24s %12s %7s %10s %8s", "Table", "rows", "files", "KiB", "version"));
        for (TableState table : tables) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-24s %,12d %,7d %,10d %8d",
                    table.name(),
                    table.rows(),
                    table.files(),
                    (table.bytes() + 1023) / 1024,
                    table.version()));
        }
    }

    void history(List<TableCommit> commits) {
        out.println(String.format(Locale.ROOT, "%8s  %-24s  %-14s  %s", "Version", "at", "operation", "metrics"));
        for (TableCommit commit : commits) {
            out.println(String.format(
                    Locale.ROOT,
                    "%8d  %-24s  %-14s  %s",
                    commit.version(),
                    commit.timestamp(),
                    commit.operation(),
                    metrics(commit)));
        }
    }

    private static String metrics(TableCommit commit) {
        return commit.metrics().entrySet().stream()
                .filter(metric -> !"0".equals(metric.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(metric -> metric.getKey() + " " + metric.getValue())
                .collect(Collectors.joining(", "));
    }

    void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "%-8s %s", label, text));
    }

    void line(String text) {
        out.println(text);
    }
}
