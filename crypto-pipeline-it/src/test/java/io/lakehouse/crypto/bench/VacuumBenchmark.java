package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.number;
import static io.lakehouse.crypto.bench.Figures.seconds;
import static io.lakehouse.crypto.bench.Figures.times;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Deleting files that no version needs any longer, beside Delta's own VACUUM. */
final class VacuumBenchmark implements Benchmark {

    private static final String MAKER = "maker";
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
    public void compare(Arena arena, Findings findings) {
        Parameters parameters =
                Parameters.NONE.with("folder", arena.folder("tables")).with("days", arena.size(250, 25));
        arena.enter(MAKER, Jvm.plain("2g"), parameters);
        arena.clear();
        List<ContestantProcess> sides = List.of(STOCK, OURS, FULL).stream()
                .map(side -> arena.enter(side, Jvm.plain("2g"), parameters))
                .toList();
        Findings.Rows table = findings.table("", "", "time", "CPU", "jobs", "VACUUM / this");
        Map<String, Series> delete = run(arena.contest(sides), Vacuuming.DELETE, findings, table);
        // What was warmed up by deleting needs no more of it.
        Contest again = new Contest(sides, 0, arena.size(3, 1), arena::say);
        Map<String, Series> nothing = run(again, Vacuuming.NOTHING, findings, table);
        List<ContestantProcess> withoutStock = sides.subList(1, sides.size());
        Map<String, Series> warm = run(arena.contest(withoutStock), Vacuuming.NOTHING_WARM, findings, table);
        findings.atLeast(
                "time, VACUUM / ours: " + Vacuuming.DELETE,
                20,
                Findings.of(delete, STOCK).timesOf(Findings.of(delete, OURS)).median());
        findings.atMost(
                "seconds, ours: " + Vacuuming.NOTHING,
                0.2,
                Findings.of(nothing, OURS).seconds().median());
        findings.atMost(
                "seconds, ours: " + Vacuuming.NOTHING_WARM,
                0.2,
                Findings.of(warm, OURS).seconds().median());
    }

    private static Map<String, Series> run(Contest contest, String scenario, Findings findings, Findings.Rows table) {
        Map<String, Series> rounds = findings.keep(scenario, contest.run(scenario));
        rounds.forEach((side, series) -> table.row(
                scenario,
                side,
                seconds(series.seconds()),
                number(series.figure(Sample.CPU_SECONDS).median()) + " s",
                number(series.figure(Sample.JOBS).median()),
                rounds.containsKey(STOCK) ? times(Findings.of(rounds, STOCK).timesOf(series)) : ""));
        return rounds;
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path folder = parameters.path("folder");
        AgedTable template = new AgedTable(folder.resolve("template"));
        return switch (side) {
            case MAKER -> Maker.of(spark -> template.write(spark, parameters.number("days")));
            case STOCK -> Vacuuming.ofDelta(template, new AgedTable(folder.resolve("stock")));
            case OURS -> Vacuuming.ofOurs(template, new AgedTable(folder.resolve("ours")), false);
            case FULL -> Vacuuming.ofOurs(template, new AgedTable(folder.resolve("full")), true);
            default -> throw new IllegalArgumentException("Unknown side '" + side + "'");
        };
    }
}
