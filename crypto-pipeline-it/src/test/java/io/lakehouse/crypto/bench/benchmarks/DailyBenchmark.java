package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.mebibytes;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Folders;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.TablesReader;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.Figures;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.DailyRivals;
import io.lakehouse.crypto.bench.rivals.PipelineContestant;
import io.lakehouse.crypto.bench.rivals.PipelineTables;
import io.lakehouse.crypto.bench.rivals.RecipeContestant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adds one more day to a short, a long and a very long history, with the pipeline and the reference recipe. */
public final class DailyBenchmark implements Benchmark {

    private static final String OURS = "ours";
    private static final String REFERENCE = "reference";
    private static final String HEAP = "2g";
    private static final int FLAT_ROUNDS = 9;
    private static final int WARM_UPS = 2;

    @Override
    public String name() {
        return "daily";
    }

    @Override
    public String measures() {
        return "one daily run (250 coins, hourly) on 30, 365 and 1,095 days of history, beside the reference recipe";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        List<Integer> histories = workspace.isQuick() ? List.of(5, 10, 30) : List.of(30, 365, 1095);
        Map<Integer, Path> warehouses = histories(workspace, histories);
        flat(workspace, results, warehouses);
        int usual = histories.get(1);
        againstReference(workspace, results, usual, warehouses);
    }

    /** Creates a warehouse for each history, building the longer ones from the shorter ones. */
    private static Map<Integer, Path> histories(Workspace workspace, List<Integer> histories) {
        Map<Integer, Path> warehouses = new LinkedHashMap<>();
        int from = 0;
        Path before = workspace.folder("history-0");
        for (int days : histories) {
            Path warehouse = Folders.copy(before, workspace.folder("history-" + days));
            workspace.enter(
                    OURS + " making " + days + " days", Jvm.plain("4g"), ours(warehouse, warehouse, from, days));
            workspace.clear();
            warehouses.put(days, warehouse);
            before = warehouse;
            from = days;
        }
        return warehouses;
    }

    private static Parameters ours(Path warehouse, Path input, int from, int to) {
        return Parameters.NONE
                .with("warehouse", warehouse)
                .with("input", input)
                .with("coins", MarketFiles.COINS)
                .with("from", from)
                .with("to", to);
    }

    /** Measures whether the cost of a run is independent of the length of the history. */
    private static void flat(Workspace workspace, ReportBuilder results, Map<Integer, Path> warehouses) {
        int rounds = workspace.size(FLAT_ROUNDS, 3);
        List<ContestantProcess> ours = new ArrayList<>();
        warehouses.forEach((days, warehouse) -> ours.add(workspace.enter(
                side(OURS, days),
                Jvm.launched(HEAP),
                ours(
                        Folders.copy(warehouse, workspace.folder("flat-" + days)),
                        DailyInput.write(
                                workspace.folder("flat-input-" + days), MarketFiles.COINS, days, WARM_UPS + rounds),
                        days,
                        days))));
        Map<String, Series> series = results.keep(
                PipelineContestant.FLAT,
                new Contest(ours, WARM_UPS, rounds, workspace::say).run(PipelineContestant.FLAT));
        workspace.clear();
        ReportBuilder.Rows table = results.table("days of history", "ours, warm", "read", "written", "of the shortest");
        List<Integer> histories = List.copyOf(warehouses.keySet());
        Series shortest = ReportBuilder.of(series, side(OURS, histories.get(0)));
        for (int days : histories) {
            Series own = ReportBuilder.of(series, side(OURS, days));
            table.row(
                    Figures.count(days),
                    seconds(own.seconds()),
                    mebibytes(own.figure(Sample.BYTES_READ)),
                    mebibytes(own.figure(Sample.BYTES_WRITTEN)),
                    times(own.timesOf(shortest)));
        }
        Series longest = ReportBuilder.of(series, side(OURS, histories.get(histories.size() - 1)));
        String what = side(OURS, histories.get(histories.size() - 1)) + " / " + side(OURS, histories.get(0));
        results.atMost("time, " + what, 1.15, longest.timesOf(shortest).median());
        results.atMost(
                "bytes read, " + what,
                1.15,
                longest.timesOf(shortest, Sample.BYTES_READ).median());
        results.atMost(
                "bytes written, " + what,
                1.15,
                longest.timesOf(shortest, Sample.BYTES_WRITTEN).median());
    }

    private static String side(String name, int days) {
        return name + ", " + days + " days";
    }

    /**
     * Measures how much cheaper a run is than with the reference recipe, both in a warm JVM and as a separate process.
     */
    private static void againstReference(
            Workspace workspace, ReportBuilder results, int days, Map<Integer, Path> warehouses) {
        int warmUps = workspace.size(1, 0);
        int rounds = workspace.size(5, 1);
        DailyRivals rivals =
                DailyRivals.at(workspace, days, Objects.requireNonNull(warehouses.get(days)), warmUps + rounds, rounds);
        Map<String, Series> warm = results.keep(
                "warm against the reference",
                new Contest(rivals.warm(OURS, REFERENCE), warmUps, rounds, workspace::say).run("warm"));
        workspace.clear();
        Series ours = ReportBuilder.of(warm, OURS);
        Series reference = ReportBuilder.of(warm, REFERENCE);
        ReportBuilder.Rows table =
                results.table("on " + days + " days", OURS, REFERENCE, "reference / ours", "read, reference / ours");
        table.row(
                "warm",
                seconds(ours.seconds()),
                seconds(reference.seconds()),
                times(reference.timesOf(ours)),
                times(reference.timesOf(ours, Sample.BYTES_READ)));
        Series unvacuumed = reference.without("vacuum");
        table.row(
                "warm, the reference's VACUUM left out",
                seconds(ours.seconds()),
                seconds(unvacuumed.seconds()),
                times(unvacuumed.timesOf(ours)),
                "");
        results.atLeast("warm, reference / ours", 50, reference.timesOf(ours).median());
        ReportBuilder.Rows steps = results.table("step of the reference, warm", "time");
        for (String step : List.of("bronze", "merge", "optimize silver", "gold", "optimize gold", "vacuum")) {
            steps.row(step, seconds(reference.figure(step)));
        }
        if (!workspace.isQuick()) {
            Map<String, Series> cold = results.keep(
                    "cold against the reference",
                    new Contest(rivals.cold(OURS, REFERENCE), 0, rounds, workspace::say).run("cold"));
            rivals.requireSameTables();
            Series own = ReportBuilder.of(cold, OURS);
            Series theirs = ReportBuilder.of(cold, REFERENCE);
            table.row("cold", seconds(own.seconds()), seconds(theirs.seconds()), times(theirs.timesOf(own)), "");
            results.atLeast("cold, reference / ours", 15, theirs.timesOf(own).median());
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        if (side.equals(DailyRivals.READER)) {
            return TablesReader.of(spark -> PipelineTables.digest(
                    TablesReader.table(spark, parameters.text("silver")),
                    TablesReader.table(spark, parameters.text("gold"))));
        }
        return side.startsWith(OURS) ? new PipelineContestant(parameters) : new RecipeContestant(parameters);
    }
}
