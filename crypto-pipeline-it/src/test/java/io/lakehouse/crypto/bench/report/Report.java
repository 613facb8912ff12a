package io.lakehouse.crypto.bench.report;

import java.util.List;
import java.util.Map;

/**
 * The results of a benchmark and its environment.
 *
 * @param command the command that reproduces it
 * @param minutes the time it took
 * @param series the rounds by scenario and side
 */
public record Report(
        String name,
        String measures,
        String command,
        Environment environment,
        double minutes,
        List<Table> tables,
        List<Goal> goals,
        Map<String, Map<String, Series>> series) {

    public Report {
        tables = List.copyOf(tables);
        goals = List.copyOf(goals);
    }

    /** A table of cells in printed form. */
    public record Table(List<String> columns, List<List<String>> rows) {}

    /**
     * A goal and the measured value.
     *
     * @param relation "at least" or "at most"
     */
    public record Goal(String text, String relation, double bound, double measured, boolean isMet) {}
}
