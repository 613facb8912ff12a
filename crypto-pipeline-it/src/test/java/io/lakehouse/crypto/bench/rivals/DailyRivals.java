package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Command;
import io.lakehouse.crypto.bench.harness.Competitor;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Folders;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * The pipeline and the reference recipe, each on its own tables with the same history.
 *
 * @param history the length of the history in days
 * @param warehouse the warehouse of the pipeline, copied before it is written to
 * @param input a folder of API responses for each day after the history
 * @param warmRounds the number of these days that the warm JVMs process
 */
public record DailyRivals(Workspace workspace, int history, Path warehouse, Path input, int warmRounds) {

    public static final String READER = "reader";

    private static final String HEAP = "2g";

    public static DailyRivals at(Workspace workspace, int history, Path warehouse, int warmRounds, int coldRounds) {
        Path input = DailyInput.write(
                workspace.folder("input-" + history), MarketFiles.COINS, history, warmRounds + coldRounds);
        Path own = Folders.copy(warehouse, workspace.folder("rivals-" + history));
        return new DailyRivals(workspace, history, own, input, warmRounds);
    }

    private Path reference() {
        return workspace.folder("reference-" + history);
    }

    /** Both sides in JVMs that are kept for all rounds. */
    public List<Competitor> warm(String ours, String reference) {
        return List.of(
                workspace.enter(
                        ours,
                        Jvm.launched(HEAP),
                        Parameters.NONE
                                .with("warehouse", warehouse)
                                .with("input", input)
                                .with("coins", MarketFiles.COINS)
                                .with("from", history)
                                .with("to", history)),
                workspace.enter(
                        reference,
                        Jvm.plain(HEAP),
                        Parameters.NONE
                                .with("warehouse", reference())
                                .with("ours", warehouse)
                                .with("input", input)
                                .with("history", history)));
    }

    /** Compares the tables that the two programs have written, because the programs report no digests themselves. */
    public void requireSameTables() {
        String own = digest(
                PipelineTables.folder(warehouse, SilverPrices.SPEC),
                PipelineTables.folder(warehouse, GoldTables.MARKET_STATS.spec()));
        String others = digest(reference().resolve(Recipe.SILVER), reference().resolve(Recipe.GOLD));
        if (!own.equals(others)) {
            throw new IllegalStateException("Cannot compare: the results differ, " + own + " and " + others);
        }
    }

    private String digest(Path silver, Path gold) {
        ContestantProcess reader = workspace.enter(
                READER, Jvm.plain(HEAP), Parameters.NONE.with("silver", silver).with("gold", gold));
        String digest = reader.digest("tables");
        workspace.clear();
        return digest;
    }

    /**
     * Both sides as programs that are started for each run. They continue on the tables of the warm runs, with the days
     * that follow.
     */
    public List<Competitor> cold(String ours, String reference) {
        return List.of(
                Command.of(
                        ours,
                        workspace.logOf(ours + " cold"),
                        round -> PipelineCommand.run(DailyInput.folder(input, warmRounds + round), warehouse)),
                Command.of(reference, workspace.logOf(reference + " cold"), round -> {
                    LocalDate day = DailyInput.day(history, warmRounds + round);
                    return RecipeMain.command(
                            HEAP, reference(), DailyInput.folder(input, warmRounds + round), day, day);
                }));
    }
}
