package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.harness.BenchSessions;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.StockSpark;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.DeltaMerges;
import io.lakehouse.crypto.bench.rivals.LakehouseUpserts;
import io.lakehouse.crypto.bench.rivals.ManyDaysRounds;
import io.lakehouse.crypto.bench.rivals.UpsertEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compares upserts of a few rows for each of many partitions with what plain Delta takes to append or merge them. */
public final class PartitionsBenchmark implements Benchmark {

    private static final String OURS = "ours";
    private static final String STOCK = "plain Delta, stock session";
    private static final String TUNED = "plain Delta, our session";

    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public String measures() {
        return "20 rows for each of 3,000 partitions, then one changed row in every fifth, by us and plain Delta";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters =
                Parameters.NONE.with("folder", workspace.folder("tables")).with("days", workspace.size(3_000, 300));
        List<ContestantProcess> sides = List.of(
                workspace.enter(OURS, Jvm.plain("3g"), parameters),
                workspace.enter(STOCK, Jvm.plain("3g"), parameters),
                workspace.enter(TUNED, Jvm.plain("3g"), parameters));
        Contest contest = new Contest(sides, 1, workspace.size(5, 2), workspace::say);
        Map<String, Series> fresh = run(results, contest, ManyDaysRounds.NEW, "append");
        results.atMost("new: time, ours / append in a stock session", 0.3, ofOurs(fresh, STOCK));
        Map<String, Series> changed = run(results, contest, ManyDaysRounds.CHANGED, "MERGE");
        results.atMost("changed: time, ours / MERGE in a stock session", 0.3, ofOurs(changed, STOCK));
        results.atMost("changed: time, ours / MERGE in our session", 0.3, ofOurs(changed, TUNED));
    }

    private static Map<String, Series> run(ReportBuilder results, Contest contest, String scenario, String theirs) {
        Map<String, Series> rounds = results.keep(scenario, contest.run(scenario));
        ReportBuilder.Rows table = results.table(scenario, "by", "time", "time / ours", "jobs");
        for (String side : List.of(OURS, STOCK, TUNED)) {
            Series series = ReportBuilder.of(rounds, side);
            table.row(
                    side,
                    side.equals(OURS) ? "upsert" : theirs,
                    seconds(series.seconds()),
                    times(series.timesOf(ReportBuilder.of(rounds, OURS))),
                    number(series.figure(Sample.JOBS).median()));
        }
        return rounds;
    }

    private static double ofOurs(Map<String, Series> rounds, String side) {
        return ReportBuilder.of(rounds, OURS)
                .timesOf(ReportBuilder.of(rounds, side))
                .median();
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        String name = side.replaceAll("[^A-Za-z0-9]+", "-");
        Path folder = parameters.path("folder").resolve(name);
        UpsertEngine engine = switch (side) {
            case OURS -> new LakehouseUpserts(folder);
            case STOCK -> new DeltaMerges(StockSpark.withDelta(), folder, false);
            default -> new DeltaMerges(BenchSessions.tunedDelta(), folder, false);
        };
        return new ManyDaysRounds(
                engine,
                !side.equals(OURS),
                parameters.number("days"),
                parameters.path("folder").resolve(name + "-batch"));
    }
}
