package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.number;
import static io.lakehouse.crypto.bench.Figures.seconds;
import static io.lakehouse.crypto.bench.Figures.times;

import io.lakehouse.core.session.SessionSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Sessions beside each other: Spark's defaults, settings that were recommended, and what this project sets. */
final class SessionBenchmark implements Benchmark {

    private static final String MAKER = "maker";
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
    public void compare(Arena arena, Findings findings) {
        Parameters parameters =
                Parameters.NONE.with("folder", arena.folder("tables")).with("scale", arena.size(1000, 100));
        arena.enter(MAKER, Jvm.plain("2g"), parameters);
        arena.clear();
        List<ContestantProcess> sides = List.of(STOCK, NOT_ADAPTIVE, ORIGINAL, OURS).stream()
                .map(side -> arena.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        // The compiler is not done with a query after one run of it.
        Contest contest = new Contest(sides, 2, arena.size(5, 4), arena::say);
        Findings.Rows table = findings.table("", "", "time", "CPU", "time / Spark's defaults");
        double logarithms = 0;
        double worst = 0;
        for (OrderQuery query : OrderQuery.values()) {
            Map<String, Series> rounds = findings.keep(query.text(), contest.run(query.text()));
            Series stock = Findings.of(rounds, STOCK);
            rounds.forEach((side, series) -> table.row(
                    query.text(),
                    side,
                    seconds(series.seconds()),
                    number(series.figure(Sample.CPU_SECONDS).median()) + " s",
                    times(series.timesOf(stock))));
            Series ours = Findings.of(rounds, OURS);
            logarithms += Math.log(stock.timesOf(ours).median());
            worst = Math.max(worst, ours.timesOf(stock).median());
        }
        findings.atLeast(
                "time, Spark's defaults / ours, geometric mean",
                1.3,
                Math.exp(logarithms / OrderQuery.values().length));
        findings.atMost("time, ours / Spark's defaults, the worst query", 1.05, worst);
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        OrderData data = new OrderData(parameters.path("folder"), parameters.number("scale"));
        return side.equals(MAKER) ? Maker.of(data::write) : new OrderReader(session(side), data);
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
