package io.lakehouse.crypto.bench.report;

import static io.lakehouse.crypto.bench.report.Figures.number;

import java.util.ArrayList;
import java.util.List;

/** Formats a report as Markdown. */
public final class ReportText {

    private ReportText() {}

    public static String of(Report report) {
        List<String> lines = new ArrayList<>();
        for (Report.Table table : report.tables()) {
            add(lines, table.columns(), table.rows());
        }
        if (!report.goals().isEmpty()) {
            add(
                    lines,
                    List.of("goal", "bound", "measured", ""),
                    report.goals().stream()
                            .map(goal -> List.of(
                                    goal.text(),
                                    goal.relation() + " " + number(goal.bound()),
                                    number(goal.measured()),
                                    goal.isMet() ? "met" : "**missed**"))
                            .toList());
        }
        lines.add("`" + report.command() + "`, " + number(report.minutes()) + " minutes. "
                + report.environment().described());
        return String.join("\n", lines) + "\n";
    }

    private static void add(List<String> lines, List<String> columns, List<List<String>> rows) {
        lines.add(row(columns));
        lines.add("|" + "---|".repeat(columns.size()));
        rows.forEach(cells -> lines.add(row(cells)));
        lines.add("");
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
