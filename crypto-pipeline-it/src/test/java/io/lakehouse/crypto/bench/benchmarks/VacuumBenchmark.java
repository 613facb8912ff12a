package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.AgedTable;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.DataGenerator;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.Vacuuming;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compares deleting files that no version needs any longer with Delta's own VACUUM. */
public final class VacuumBenchmark implements Benchmark {

    private static final String GENERATOR = "generator";
    private static final String STOCK = "VACUUM RETAIN 168 HOURS";
    private static final String OURS = "ours";
    private static final String FULL = "ours, all folders listed";

    @Override
    public String name() {
        return "vacuum";
    }

    @Override
    public String measures() {
        return "deleting 1,000 files of 5,000 that left the table, and finding none";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters =
                Parameters.NONE.with("folder", workspace.folder("tables")).with("days", workspace.size(250, 25));
        workspace.enter(GENERATOR, Jvm.plain("2g"), parameters);
        workspace.clear();
        List<ContestantProcess> sides = List.of(STOCK, OURS, FULL).stream()
                .map(side -> workspace.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        ReportBuilder.Rows table = results.table("", "", "time", "CPU", "jobs", "VACUUM / this");
        Map<String, Series> delete = run(workspace.contest(sides), Vacuuming.DELETE, results, table);
        // The deleting rounds have already warmed up the JVMs.
        Contest again = new Contest(sides, 0, workspace.size(3, 1), workspace::say);
        Map<String, Series> nothing = run(again, Vacuuming.NOTHING, results, table);
        List<ContestantProcess> withoutStock = sides.subList(1, sides.size());
        Map<String, Series> warm = run(workspace.contest(withoutStock), Vacuuming.NOTHING_WARM, results, table);
        results.atLeast(
                "time, VACUUM / ours: " + Vacuuming.DELETE,
                20,
                ReportBuilder.of(delete, STOCK)
                        .timesOf(ReportBuilder.of(delete, OURS))
                        .median());
        results.atMost(
                "seconds, ours: " + Vacuuming.NOTHING,
                0.2,
                ReportBuilder.of(nothing, OURS).seconds().median());
        results.atMost(
                "seconds, ours: " + Vacuuming.NOTHING_WARM,
                0.2,
                ReportBuilder.of(warm, OURS).seconds().median());
    }

    private static Map<String, Series> run(
            Contest contest, String scenario, ReportBuilder results, ReportBuilder.Rows table) {
        Map<String, Series> rounds = results.keep(scenario, contest.run(scenario));
        rounds.forEach((side, series) -> table.row(
                scenario,
                side,
                seconds(series.seconds()),
                number(series.figure(Sample.CPU_SECONDS).median()) + " s",
                number(series.figure(Sample.JOBS).median()),
                rounds.containsKey(STOCK)
                        ? times(ReportBuilder.of(rounds, STOCK).timesOf(series))
                        : ""));
        return rounds;
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path folder = parameters.path("folder");
        AgedTable template = new AgedTable(folder.resolve("template"));
        return switch (side) {
            case GENERATOR -> DataGenerator.of(spark -> template.write(spark, parameters.number("days")));
            case STOCK -> Vacuuming.ofDelta(template, new AgedTable(folder.resolve("stock")));
            case OURS -> Vacuuming.ofOurs(template, new AgedTable(folder.resolve("ours")), false);
            case FULL -> Vacuuming.ofOurs(template, new AgedTable(folder.resolve("full")), true);
            default -> throw new IllegalArgumentException("Unknown side '" + side + "'");
        };
    }
}
