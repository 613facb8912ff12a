package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.count;
import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.PriceLayouts;
import io.lakehouse.crypto.bench.data.PriceQuery;
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
import io.lakehouse.crypto.bench.rivals.PriceReader;
import java.util.List;
import java.util.Map;

/** Runs typical queries on a year of hourly prices, comparing different layouts of the table's files. */
public final class ReadsBenchmark implements Benchmark {

    private static final String GENERATOR = "generator";
    private static final String OURS = "ours";
    private static final String ZORDERED = "OPTIMIZE ZORDER of all";
    private static final String APPENDED = "as appended";
    private static final String IDEAL = "ideal file";

    @Override
    public String name() {
        return "reads";
    }

    @Override
    public String measures() {
        return "time and bytes of filtered reads, by how a table is laid out";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters =
                Parameters.NONE.with("folder", workspace.folder("tables")).with("days", workspace.size(365, 32));
        workspace.enter(GENERATOR, Jvm.plain("3g"), parameters);
        workspace.clear();
        List<ContestantProcess> sides = List.of(OURS, ZORDERED, APPENDED, IDEAL).stream()
                .map(side -> workspace.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        Contest contest = new Contest(sides, 3, workspace.size(15, 7), workspace::say);
        ReportBuilder.Rows table =
                results.table("", "", "time", "bytes of files", "time / ideal file", "bytes / ideal file");
        double worstTime = 0;
        double worstBytes = 0;
        for (PriceQuery query : PriceQuery.values()) {
            Map<String, Series> rounds = results.keep(query.text(), contest.run(query.text()));
            print(query, rounds, table);
            Series ours = ReportBuilder.of(rounds, OURS);
            worstTime = Math.max(
                    worstTime, ours.timesOf(ReportBuilder.of(rounds, ZORDERED)).median());
            worstBytes = Math.max(worstBytes, bytes(ours, ReportBuilder.of(rounds, ZORDERED)));
            Series appended = ReportBuilder.of(rounds, APPENDED);
            results.atMost(
                    "time, ours / as appended: " + query.text(),
                    0.8,
                    ours.timesOf(appended).median());
        }
        results.atMost("time, ours / OPTIMIZE ZORDER, the worst query", 1.1, worstTime);
        results.atMost("bytes, ours / OPTIMIZE ZORDER, the worst query", 1.1, worstBytes);
    }

    private static void print(PriceQuery query, Map<String, Series> rounds, ReportBuilder.Rows table) {
        Series ideal = ReportBuilder.of(rounds, IDEAL);
        rounds.forEach((side, series) -> table.row(
                query.text(),
                side,
                seconds(series.seconds()),
                count(series.figure(Sample.BYTES_READ).median()),
                times(series.timesOf(ideal)),
                number(bytes(series, ideal)) + " x"));
    }

    private static double bytes(Series own, Series other) {
        return own.timesOf(other, Sample.BYTES_READ).median();
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        PriceLayouts layouts = new PriceLayouts(parameters.path("folder"), parameters.number("days"));
        return switch (side) {
            case GENERATOR -> DataGenerator.of(layouts::write);
            case OURS -> PriceReader.ofTable(layouts.ours().toString(), layouts.days());
            case ZORDERED -> PriceReader.ofTable(layouts.zordered().toString(), layouts.days());
            case APPENDED -> PriceReader.ofTable(layouts.appended().toString(), layouts.days());
            case IDEAL -> PriceReader.ofAnswers(layouts);
            default -> throw new IllegalArgumentException("Unknown side '" + side + "'");
        };
    }
}
