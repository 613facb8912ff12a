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
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.CrowdRounds;
import io.lakehouse.crypto.bench.rivals.DeltaMerges;
import io.lakehouse.crypto.bench.rivals.LakehouseUpserts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compares writers that upsert into one partition at the same time with writers that merge and retry. */
public final class CrowdBenchmark implements Benchmark {

    private static final String OURS = "ours";
    private static final String MERGE = "Delta MERGE, key and day, retried";
    private static final double SECONDS_OF_MINUTE = 60;

    @Override
    public String name() {
        return "crowd";
    }

    @Override
    public String measures() {
        return "8 writers with keys of their own, 3 upserts each, into one partition at once";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters = Parameters.NONE.with("folder", workspace.folder("tables"));
        List<ContestantProcess> sides = List.of(
                workspace.enter(OURS, Jvm.plain("3g"), parameters),
                workspace.enter(MERGE, Jvm.plain("3g"), parameters));
        Contest contest = new Contest(sides, 1, workspace.size(7, 2), workspace::say);
        Map<String, Series> rounds = results.keep(CrowdRounds.SCENARIO, contest.run(CrowdRounds.SCENARIO));
        Series ours = ReportBuilder.of(rounds, OURS);
        ReportBuilder.Rows table =
                results.table("", "24 upserts", "time / ours", "commits a minute", "retried by hand");
        for (String side : List.of(OURS, MERGE)) {
            Series series = ReportBuilder.of(rounds, side);
            table.row(
                    side,
                    seconds(series.seconds()),
                    times(series.timesOf(ours)),
                    number(CrowdRounds.WRITERS
                            * CrowdRounds.BATCHES
                            * SECONDS_OF_MINUTE
                            / series.seconds().median()),
                    number(series.figure(CrowdRounds.LOST).median()));
        }
        results.atLeast(
                "commits a minute, ours / MERGE with retries",
                10,
                ReportBuilder.of(rounds, MERGE).timesOf(ours).median());
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path folder = parameters.path("folder");
        return new CrowdRounds(
                side.equals(OURS)
                        ? new LakehouseUpserts(folder.resolve("ours"))
                        : new DeltaMerges(BenchSessions.tunedDelta(), folder.resolve("delta"), true));
    }
}
