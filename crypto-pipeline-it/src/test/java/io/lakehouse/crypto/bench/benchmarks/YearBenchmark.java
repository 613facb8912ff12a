package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.count;
import static io.lakehouse.crypto.bench.report.Figures.mebibytes;
import static io.lakehouse.crypto.bench.report.Figures.number;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.BytesCommitted;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.rivals.ArrivalsContestant;
import io.lakehouse.crypto.bench.rivals.PipelineTables;
import io.lakehouse.crypto.bench.rivals.Recipe;
import io.lakehouse.crypto.bench.rivals.RecipeFromScratch;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures how many bytes are rewritten by a year of daily runs, a month of hourly runs, and the reference recipe. */
public final class YearBenchmark implements Benchmark {

    private static final String DAILY = "ours, daily runs";
    private static final String HOURLY = "ours, hourly runs";
    private static final String REFERENCE = "reference, daily runs";
    private static final List<TableSpec> TABLES =
            List.of(BronzePrices.SPEC, SilverPrices.SPEC, GoldTables.COIN_DAILY.spec(), GoldTables.MARKET_STATS.spec());

    @Override
    public String name() {
        return "year";
    }

    @Override
    public String measures() {
        return "bytes rewritten for each byte ingested, in 365 daily runs and in 30 days of 24 hourly runs";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        List<Side> sides = List.of(
                ours(workspace, DAILY, workspace.size(365, 10)),
                ours(workspace, HOURLY, 24 * workspace.size(30, 1)),
                reference(workspace, workspace.size(30, 3)));
        run(workspace, sides);
        ReportBuilder.Rows table = results.table("", "runs", "table", "ingested", "rewritten", "rewritten / ingested");
        for (Side side : sides) {
            BytesCommitted all = BytesCommitted.NONE;
            for (Map.Entry<String, Path> written : side.tables().entrySet()) {
                BytesCommitted own = BytesCommitted.of(written.getValue());
                row(table, side, written.getKey(), own);
                all = all.plus(own);
            }
            row(table, side, "all", all);
        }
        results.atMost(
                "Silver, " + count(sides.get(0).runs()) + " daily runs",
                1,
                sides.get(0).silver());
        results.atMost(
                "Silver, " + count(sides.get(1).runs()) + " hourly runs",
                2,
                sides.get(1).silver());
        int days = sides.get(2).runs();
        results.atMost(
                "Silver of the reference, " + count(days)
                        + " daily runs, against (days + 1) / 2, which makes 183 a year",
                1.1,
                sides.get(2).silver() / ((days + 1) / 2.0));
    }

    /**
     * One side of the comparison.
     *
     * @param tables the folders of its tables
     */
    private record Side(
            String name, int runs, ContestantProcess contestant, Map<String, Path> tables, Path silverTable) {

        double silver() {
            return BytesCommitted.of(silverTable).amplification();
        }
    }

    private static Side ours(Workspace workspace, String side, int runs) {
        Path warehouse = workspace.folder(side);
        Map<String, Path> tables = new LinkedHashMap<>();
        TABLES.forEach(spec -> tables.put(spec.name().toString(), PipelineTables.folder(warehouse, spec)));
        Parameters parameters = Parameters.NONE.with("warehouse", warehouse).with("coins", MarketFiles.COINS);
        return new Side(
                side,
                runs,
                workspace.enter(side, Jvm.plain("2g"), parameters),
                tables,
                PipelineTables.folder(warehouse, SilverPrices.SPEC));
    }

    private static Side reference(Workspace workspace, int runs) {
        Path warehouse = workspace.folder(REFERENCE);
        Path input = DailyInput.write(workspace.folder("input"), MarketFiles.COINS, 0, runs);
        Map<String, Path> tables = new LinkedHashMap<>();
        List.of(Recipe.BRONZE, Recipe.SILVER, Recipe.GOLD).forEach(name -> tables.put(name, warehouse.resolve(name)));
        Parameters parameters = Parameters.NONE.with("warehouse", warehouse).with("input", input);
        return new Side(
                REFERENCE,
                runs,
                workspace.enter(REFERENCE, Jvm.plain("2g"), parameters),
                tables,
                warehouse.resolve(Recipe.SILVER));
    }

    /** Runs all sides at once, because the number of bytes does not depend on timing. */
    private static void run(Workspace workspace, List<Side> sides) {
        ExecutorService threads = Executors.newFixedThreadPool(sides.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            sides.forEach(side -> running.add(threads.submit(() -> runs(workspace, side))));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Failed to run a side", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
        workspace.clear();
    }

    private static void runs(Workspace workspace, Side side) {
        for (int run = 0; run < side.runs(); run++) {
            side.contestant().round(side.name(), run);
            if ((run + 1) % 10 == 0) {
                workspace.say(side.name() + ": run " + (run + 1) + " of " + side.runs());
            }
        }
    }

    private static void row(ReportBuilder.Rows table, Side side, String name, BytesCommitted bytes) {
        table.row(
                side.name(),
                count(side.runs()),
                name,
                mebibytes((double) bytes.ingested()),
                mebibytes((double) bytes.rewritten()),
                number(bytes.amplification()));
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return switch (side) {
            case DAILY -> new ArrivalsContestant(parameters, ArrivalsContestant::day);
            case HOURLY -> new ArrivalsContestant(parameters, ArrivalsContestant::hour);
            default -> new RecipeFromScratch(parameters);
        };
    }
}
