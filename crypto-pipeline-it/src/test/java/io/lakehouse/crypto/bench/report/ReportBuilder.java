package io.lakehouse.crypto.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the results of a benchmark. */
public final class ReportBuilder {

    private final List<Report.Table> tables = new ArrayList<>();
    private final List<Report.Goal> goals = new ArrayList<>();
    private final Map<String, Map<String, Series>> series = new LinkedHashMap<>();

    /** Starts a table and returns the object to add its rows to. */
    public Rows table(String... columns) {
        List<List<String>> rows = new ArrayList<>();
        tables.add(new Report.Table(List.of(columns), rows));
        return new Rows(columns.length, rows);
    }

    /** Keeps the rounds of a scenario, so that every figure can be recomputed. */
    public Map<String, Series> keep(String scenario, Map<String, Series> rounds) {
        series.put(scenario, rounds);
        return rounds;
    }

    /** The rounds of a side. */
    public static Series of(Map<String, Series> rounds, String side) {
        Series series = rounds.get(side);
        if (series == null) {
            throw new IllegalArgumentException("Unknown side '" + side + "': there are " + rounds.keySet());
        }
        return series;
    }

    /** States a goal that is met if the measured value is at least this bound. */
    public void atLeast(String goal, double bound, double measured) {
        goals.add(new Report.Goal(goal, "at least", bound, measured, measured >= bound));
    }

    /** States a goal that is met if the measured value is at most this bound. */
    public void atMost(String goal, double bound, double measured) {
        goals.add(new Report.Goal(goal, "at most", bound, measured, measured <= bound));
    }

    public List<Report.Table> tables() {
        return tables;
    }

    public List<Report.Goal> goals() {
        return goals;
    }

    public Map<String, Map<String, Series>> series() {
        return series;
    }

    /** The rows of a table. */
    public record Rows(int columns, List<List<String>> cells) {

        public Rows row(String... values) {
            if (values.length != columns) {
                throw new IllegalArgumentException("A row of " + values.length + " cells in " + columns + " columns");
            }
            cells.add(List.of(values));
            return this;
        }
    }
}
