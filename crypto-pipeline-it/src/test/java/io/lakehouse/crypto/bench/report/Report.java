package io.lakehouse.crypto.bench.report;

import java.util.List;
import java.util.Map;

/**
 * What a benchmark found, where and with what.
 *
 * @param command that reproduces it
 * @param minutes that it took
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

    /** Cells as they are printed. */
    public record Table(List<String> columns, List<List<String>> rows) {}

    /**
     * What was hoped for, and what came.
     *
     * @param relation "at least" or "at most"
     */
    public record Goal(String text, String relation, double bound, double measured, boolean isMet) {}
}
