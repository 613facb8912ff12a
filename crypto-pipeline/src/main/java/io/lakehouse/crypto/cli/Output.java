package io.lakehouse.crypto.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.TableState;
import io.lakehouse.crypto.Pipeline;
import io.lakehouse.crypto.report.FinalReport;
import io.lakehouse.crypto.report.HtmlReport;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.crypto.stage.StageReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints the output of commands on standard output: text for people, or one JSON document. */
final class Output {

    private final PrintWriter out;

    Output(PrintWriter out) {
        this.out = out;
    }

    void print(ObjectNode document) {
        out.println(document.toPrettyString());
    }

    /** Prints the state of the tables after a run, its reports and its times. */
    void run(double startupSeconds, List<StageReport> stages, List<TableState> tables, Optional<Path> reportFolder) {
        out.println();
        tables(tables);
        out.println();
        reportFolder.ifPresent(folder -> {
            line("Report", folder.resolve(HtmlReport.FILE_NAME).toString());
            line("", folder.resolve(FinalReport.FILE_NAME).toString());
        });
        line(
                "Time",
                String.format(
                        Locale.ROOT,
                        "start-up %.1f s, stages %.1f s, maintenance %.1f s",
                        startupSeconds,
                        seconds(stages, false),
                        seconds(stages, true)));
    }

    private static double seconds(List<StageReport> stages, boolean maintenance) {
        return stages.stream()
                .filter(stage -> stage.name().equals(Pipeline.MAINTAIN) == maintenance)
                .mapToDouble(StageReport::seconds)
                .sum();
    }

    /** Prints the plans of stages. */
    void plan(List<StagePlan> plans) {
        out.println(String.format(
                Locale.ROOT, "%-9s %-34s %12s %7s %10s  %s", "Stage", "table", "rows", "files", "KiB", "what"));
        for (StagePlan plan : plans) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-9s %-34s %,12d %,7d %,10d  %s",
                    plan.stage(),
                    plan.table(),
                    plan.rows(),
                    plan.files(),
                    kibibytes(plan.bytes()),
                    plan.what()));
        }
        out.println();
        out.println("Nothing was changed.");
    }

    private static long kibibytes(long bytes) {
        return (bytes + 1023) / 1024;
    }

    void tables(List<TableState> tables) {
        out.println(String.format(Locale.ROOT, "%-34s %12s %7s %10s %8s", "Table", "rows", "files", "KiB", "version"));
        for (TableState table : tables) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-34s %,12d %,7d %,10d %8d",
                    table.name(),
                    table.rows(),
                    table.files(),
                    kibibytes(table.bytes()),
                    table.version()));
        }
    }

    void registered(List<RegisterResult> results) {
        results.forEach(result -> line(
                "Hive",
                String.format(
                        Locale.ROOT,
                        "%-34s %s",
                        result.table(),
                        result.outcome().name().toLowerCase(Locale.ROOT))));
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
