package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.count;
import static io.lakehouse.crypto.bench.Figures.number;
import static io.lakehouse.crypto.bench.Figures.seconds;
import static io.lakehouse.crypto.bench.Figures.times;

import java.util.List;
import java.util.Map;

/** The usual questions to a year of hourly prices, by how the table's files are laid out. */
final class ReadsBenchmark implements Benchmark {

    private static final String MAKER = "maker";
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
    public void compare(Arena arena, Findings findings) {
        Parameters parameters =
                Parameters.NONE.with("folder", arena.folder("tables")).with("days", arena.size(365, 32));
        arena.enter(MAKER, Jvm.plain("3g"), parameters);
        arena.clear();
        List<ContestantProcess> sides = List.of(OURS, ZORDERED, APPENDED, IDEAL).stream()
                .map(side -> arena.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        Contest contest = new Contest(sides, 3, arena.size(15, 7), arena::say);
        Findings.Rows table =
                findings.table("", "", "time", "bytes of files", "time / ideal file", "bytes / ideal file");
        double worstTime = 0;
        double worstBytes = 0;
        for (PriceQuery query : PriceQuery.values()) {
            Map<String, Series> rounds = findings.keep(query.text(), contest.run(query.text()));
            print(query, rounds, table);
            Series ours = Findings.of(rounds, OURS);
            worstTime = Math.max(
                    worstTime, ours.timesOf(Findings.of(rounds, ZORDERED)).median());
            worstBytes = Math.max(worstBytes, bytes(ours, Findings.of(rounds, ZORDERED)));
            Series appended = Findings.of(rounds, APPENDED);
            findings.atMost(
                    "time, ours / as appended: " + query.text(),
                    0.8,
                    ours.timesOf(appended).median());
        }
        findings.atMost("time, ours / OPTIMIZE ZORDER, the worst query", 1.1, worstTime);
        findings.atMost("bytes, ours / OPTIMIZE ZORDER, the worst query", 1.1, worstBytes);
    }

    private static void print(PriceQuery query, Map<String, Series> rounds, Findings.Rows table) {
        Series ideal = Findings.of(rounds, IDEAL);
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
            case MAKER -> Maker.of(layouts::write);
            case OURS -> PriceReader.ofTable(layouts.ours().toString(), layouts.days());
            case ZORDERED -> PriceReader.ofTable(layouts.zordered().toString(), layouts.days());
            case APPENDED -> PriceReader.ofTable(layouts.appended().toString(), layouts.days());
            case IDEAL -> PriceReader.ofAnswers(layouts);
            default -> throw new IllegalArgumentException("Unknown side '" + side + "'");
        };
    }
}
