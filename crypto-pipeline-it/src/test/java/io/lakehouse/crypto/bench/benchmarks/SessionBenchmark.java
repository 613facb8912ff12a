package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.crypto.bench.data.OrderData;
import io.lakehouse.crypto.bench.data.OrderQuery;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.DataGenerator;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.StockSpark;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.OrderReader;
import io.lakehouse.crypto.bench.rivals.Recipe;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Compares sessions: Spark's defaults, commonly recommended settings, and this project's settings. */
public final class SessionBenchmark implements Benchmark {

    private static final String GENERATOR = "generator";
    private static final String STOCK = "Spark's defaults";
    private static final String NOT_ADAPTIVE = "adaptive execution off";
    private static final String ORIGINAL = "the original's settings";
    private static final String OURS = "ours";

    @Override
    public String name() {
        return "session";
    }

    @Override
    public String measures() {
        return "six queries that shuffle, join and aggregate, by the settings of the session";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Parameters parameters =
                Parameters.NONE.with("folder", workspace.folder("tables")).with("scale", workspace.size(1000, 100));
        workspace.enter(GENERATOR, Jvm.plain("2g"), parameters);
        workspace.clear();
        List<ContestantProcess> sides = List.of(STOCK, NOT_ADAPTIVE, ORIGINAL, OURS).stream()
                .map(side -> workspace.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        // The JIT compiler is not done with a query after a single run.
        Contest contest = new Contest(sides, 2, workspace.size(5, 4), workspace::say);
        ReportBuilder.Rows table = results.table("", "", "time", "CPU", "time / Spark's defaults");
        double logarithms = 0;
        double worst = 0;
        for (OrderQuery query : OrderQuery.values()) {
            Map<String, Series> rounds = results.keep(query.text(), contest.run(query.text()));
            Series stock = ReportBuilder.of(rounds, STOCK);
            rounds.forEach((side, series) -> table.row(
                    query.text(),
                    side,
                    seconds(series.seconds()),
                    number(series.figure(Sample.CPU_SECONDS).median()) + " s",
                    times(series.timesOf(stock))));
            Series ours = ReportBuilder.of(rounds, OURS);
            logarithms += Math.log(stock.timesOf(ours).median());
            worst = Math.max(worst, ours.timesOf(stock).median());
        }
        results.atLeast(
                "time, Spark's defaults / ours, geometric mean",
                1.3,
                Math.exp(logarithms / OrderQuery.values().length));
        results.atMost("time, ours / Spark's defaults, the worst query", 1.05, worst);
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        OrderData data = new OrderData(parameters.path("folder"), parameters.number("scale"));
        return side.equals(GENERATOR) ? DataGenerator.of(data::write) : new OrderReader(session(side), data);
    }

    private static SparkSession session(String side) {
        return switch (side) {
            case STOCK -> StockSpark.open(Map.of());
            case NOT_ADAPTIVE -> StockSpark.open(Map.of("spark.sql.adaptive.enabled", "false"));
            case ORIGINAL -> StockSpark.open(Recipe.SETTINGS);
            case OURS -> SessionSpec.fromEnvironment("bench session").local().open();
            default -> throw new IllegalArgumentException("Unknown side '" + side + "'");
        };
    }
}
