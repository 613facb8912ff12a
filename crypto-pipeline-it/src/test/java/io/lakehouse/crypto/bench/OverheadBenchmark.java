package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.number;
import static io.lakehouse.crypto.bench.Figures.seconds;
import static io.lakehouse.crypto.bench.Figures.times;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our verbs beside the calls of Delta's API that do the same. */
final class OverheadBenchmark implements Benchmark {

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
    public void compare(Arena arena, Findings findings) {
        Parameters parameters = Parameters.NONE.with("folder", arena.folder("tables"));
        List<ContestantProcess> both = List.of(
                arena.enter(OURS, Jvm.plain("3g"), parameters), arena.enter(DELTA, Jvm.plain("3g"), parameters));
        // Short rounds differ by what the machine does meanwhile, and are cheap to have more of.
        Contest brief = new Contest(both, arena.size(3, 1), arena.size(12, 2), arena::say);
        Contest lengthy = new Contest(both, arena.size(1, 0), arena.size(5, 1), arena::say);
        Findings.Rows table = findings.table("", OURS, DELTA, "ours / Delta's", "jobs, ours", "jobs, Delta's");
        for (VerbRounds.Verb verb : VerbRounds.Verb.values()) {
            for (VerbRounds.Size size : VerbRounds.Size.values()) {
                String what = text(verb, size);
                Contest contest = verb == VerbRounds.Verb.OPTIMIZE ? lengthy : brief;
                Map<String, Series> rounds = findings.keep(what, contest.run(verb.scenario(size)));
                Series ours = Findings.of(rounds, OURS);
                Series theirs = Findings.of(rounds, DELTA);
                Spread ratio = ours.timesOf(theirs);
                table.row(
                        what,
                        seconds(ours.seconds()),
                        seconds(theirs.seconds()),
                        times(ratio),
                        number(ours.figure(Sample.JOBS).median()),
                        number(theirs.figure(Sample.JOBS).median()));
                findings.atMost(what + ": time, ours / Delta's", 1.05, ratio.median());
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
