package io.lakehouse.crypto.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The pipeline and the reference recipe, each on tables of its own with the same history.
 *
 * @param history in days
 * @param warehouse of the pipeline, copied for each use
 * @param input a folder of answers for each round
 */
record DailyRivals(Arena arena, int history, Path warehouse, Path input) {

    private static final String HEAP = "2g";

    static DailyRivals at(Arena arena, int history, Path warehouse, int rounds) {
        return new DailyRivals(
                arena,
                history,
                warehouse,
                DailyInput.write(arena.folder("input-" + history), MarketFiles.COINS, history, rounds));
    }

    /** Both in JVMs that stay. */
    List<Competitor> warm(String ours, String reference) {
        Path own = Folders.copy(warehouse, arena.folder("warm-" + history));
        return List.of(
                arena.enter(
                        ours,
                        Jvm.launched(HEAP),
                        Parameters.NONE
                                .with("warehouse", own)
                                .with("input", input)
                                .with("coins", MarketFiles.COINS)
                                .with("from", history)
                                .with("to", history)),
                arena.enter(
                        reference,
                        Jvm.plain(HEAP),
                        Parameters.NONE
                                .with("warehouse", arena.folder("reference-" + history))
                                .with("ours", warehouse)
                                .with("input", input)
                                .with("history", history)));
    }

    /** Both as programs that start for each run; the reference goes on where its warm runs ended. */
    List<Competitor> cold(String ours, String reference) {
        Path own = Folders.copy(warehouse, arena.folder("cold-" + history));
        return List.of(
                Command.of(
                        ours,
                        arena.logOf(ours + " cold"),
                        round -> List.of(
                                Jvm.ROOT.resolve("bin/crypto-pipeline").toString(),
                                "run",
                                "--source",
                                "replay",
                                "--input",
                                DailyInput.folder(input, round).toString(),
                                "--warehouse",
                                own.toString(),
                                "--report",
                                own.resolveSibling("cold-report").toString())),
                Command.of(
                        reference,
                        arena.logOf(reference + " cold"),
                        round -> Jvm.plain(HEAP)
                                .command(
                                        RecipeMain.class,
                                        List.of(
                                                arena.folder("reference-" + history)
                                                        .toString(),
                                                DailyInput.folder(input, round).toString(),
                                                DailyInput.day(history, round).toString()))));
    }
}
