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
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.report.Spread;
import io.lakehouse.crypto.bench.rivals.DeltaVerbs;
import io.lakehouse.crypto.bench.rivals.LakehouseVerbs;
import io.lakehouse.crypto.bench.rivals.VerbRounds;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares our verbs with the calls of Delta's API that do the same. */
public final class OverheadBenchmark implements Benchmark {

    private static final String OURS = "ours";
    private static final String DELTA = "Delta's API";

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String measures() {
        return "our verbs and the same calls of Delta's API, on tables of 5 and of 60 partitions";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters = Parameters.NONE.with("folder", workspace.folder("tables"));
        List<ContestantProcess> both = List.of(
                workspace.enter(OURS, Jvm.plain("3g"), parameters),
                workspace.enter(DELTA, Jvm.plain("3g"), parameters));
        // Short rounds vary with other load on the machine, and it is cheap to run more of them.
        Contest brief = new Contest(both, workspace.size(3, 1), workspace.size(12, 2), workspace::say);
        Contest lengthy = new Contest(both, workspace.size(1, 0), workspace.size(5, 1), workspace::say);
        ReportBuilder.Rows table = results.table("", OURS, DELTA, "ours / Delta's", "jobs, ours", "jobs, Delta's");
        for (VerbRounds.Verb verb : VerbRounds.Verb.values()) {
            for (VerbRounds.Size size : VerbRounds.Size.values()) {
                String what = text(verb, size);
                Contest contest = verb == VerbRounds.Verb.OPTIMIZE ? lengthy : brief;
                Map<String, Series> rounds = results.keep(what, contest.run(verb.scenario(size)));
                Series ours = ReportBuilder.of(rounds, OURS);
                Series theirs = ReportBuilder.of(rounds, DELTA);
                Spread ratio = ours.timesOf(theirs);
                table.row(
                        what,
                        seconds(ours.seconds()),
                        seconds(theirs.seconds()),
                        times(ratio),
                        number(ours.figure(Sample.JOBS).median()),
                        number(theirs.figure(Sample.JOBS).median()));
                results.atMost(what + ": time, ours / Delta's", 1.05, ratio.median());
            }
        }
    }

    private static String text(VerbRounds.Verb verb, VerbRounds.Size size) {
        return (verb.name().replace('_', ' ') + ", " + size).toLowerCase(Locale.ROOT);
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path folder = parameters.path("folder");
        return side.equals(OURS)
                ? new VerbRounds(new LakehouseVerbs(folder.resolve("ours")), folder.resolve("ours-batch"))
                : new VerbRounds(
                        new DeltaVerbs(BenchSessions.tunedDelta(), folder.resolve("delta")),
                        folder.resolve("delta-batch"));
    }
}
