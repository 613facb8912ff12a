package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.count;
import static io.lakehouse.crypto.bench.report.Figures.mebibytes;
import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.data.StressFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Command;
import io.lakehouse.crypto.bench.harness.Competitor;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.StageTimes;
import io.lakehouse.crypto.bench.harness.TablesReader;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.DuckMarket;
import io.lakehouse.crypto.bench.rivals.PipelineCommand;
import io.lakehouse.crypto.bench.rivals.PipelineTables;
import io.lakehouse.crypto.bench.rivals.Recipe;
import io.lakehouse.crypto.bench.rivals.RecipeMain;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Processes a year of an hourly market at once, from files to Gold, with a 2 GiB heap. */
public final class StressBenchmark implements Benchmark {

    private static final String OURS = "bin/crypto-pipeline run";
    private static final String REFERENCE = "reference recipe";
    private static final String DUCK = "DuckDB, to Parquet";
    private static final String HEAP = "2g";
    private static final String LOAD = "load";

    @Override
    public String name() {
        return "stress";
    }

    @Override
    public String measures() {
        return "7 million records of 8,760 packed JSON files, from the files to Gold, with 2 GiB of heap";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        int coins = workspace.size(800, 250);
        int days = workspace.size(365, 30);
        double records = 24.0 * coins * days;
        Path input = StressFiles.write(workspace.folder("input"), coins, days);
        workspace.say(count(records) + " records are written");
        Path folder = workspace.folder("tables");
        List<Competitor> sides = List.of(
                new StageTimes(Command.of(
                        OURS,
                        workspace.logOf(OURS),
                        round -> PipelineCommand.runAtOnce(input, tables(folder, OURS, round)))),
                Command.of(
                        REFERENCE,
                        workspace.logOf(REFERENCE),
                        round -> RecipeMain.command(
                                HEAP,
                                tables(folder, REFERENCE, round),
                                input,
                                MarketFiles.FIRST_DAY,
                                MarketFiles.FIRST_DAY.plusDays(days - 1L))),
                Command.of(DUCK, workspace.logOf(DUCK), round -> duck(input, tables(folder, DUCK, round))));
        // A run of several minutes needs no warm-up round, and a cold process has none.
        int runs = workspace.size(1, 2);
        Map<String, Series> rounds = results.keep(LOAD, new Contest(sides, 0, runs, workspace::say).run(LOAD));
        requireSame(workspace, folder);
        report(rounds, results, records, runs);
    }

    private static void report(Map<String, Series> rounds, ReportBuilder results, double records, int runs) {
        ReportBuilder.Rows table = results.table(
                count(records) + " records, " + (runs == 1 ? "one run" : runs + " runs"),
                "time",
                "records a second",
                "peak memory",
                "time as a multiple of DuckDB's");
        Series duck = ReportBuilder.of(rounds, DUCK);
        for (String side : List.of(OURS, REFERENCE, DUCK)) {
            Series series = ReportBuilder.of(rounds, side);
            table.row(
                    side,
                    seconds(series.seconds()),
                    number(records / series.seconds().median()),
                    mebibytes(series.figure(Sample.PEAK_BYTES)),
                    times(series.timesOf(duck)));
        }
        StageTimes.report(ReportBuilder.of(rounds, OURS), OURS, results);
        results.atLeast(
                "records a second, ours / reference",
                3,
                ReportBuilder.of(rounds, REFERENCE)
                        .timesOf(ReportBuilder.of(rounds, OURS))
                        .median());
    }

    private static Path tables(Path folder, String side, int round) {
        return folder.resolve(side.replaceAll("[^A-Za-z]+", "-") + "-" + round);
    }

    private static List<String> duck(Path input, Path tables) {
        return Jvm.plain("512m").and("duckdb").command(DuckMarket.class, List.of(input.toString(), tables.toString()));
    }

    /**
     * Checks that the first run of each side left the same number of Silver rows and the same sums over the days of the
     * market.
     */
    private static void requireSame(Workspace workspace, Path folder) {
        Map<String, String> digests = new TreeMap<>();
        for (String side : List.of(OURS, REFERENCE, DUCK)) {
            ContestantProcess reader =
                    workspace.enter(side, Jvm.plain(HEAP), Parameters.NONE.with("tables", tables(folder, side, 0)));
            digests.put(side, reader.digest(LOAD));
            workspace.clear();
        }
        if (digests.values().stream().distinct().count() > 1) {
            throw new IllegalStateException("Cannot compare: the results differ, " + digests);
        }
        workspace.say("All have " + digests.get(OURS));
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path tables = parameters.path("tables");
        return TablesReader.of(spark -> switch (side) {
            case OURS ->
                digest(
                        PipelineTables.read(spark, tables, SilverPrices.SPEC),
                        PipelineTables.read(spark, tables, GoldTables.MARKET_STATS.spec()));
            case REFERENCE -> {
                Recipe recipe = new Recipe(spark, tables);
                yield digest(TablesReader.table(spark, recipe.silver()), TablesReader.table(spark, recipe.gold()));
            }
            default ->
                digest(
                        spark.read().parquet(tables.resolve(DuckMarket.SILVER).toString()),
                        spark.read()
                                .parquet(tables.resolve(DuckMarket.GOLD + ".parquet")
                                        .toString()));
        });
    }

    private static String digest(Dataset<Row> silver, Dataset<Row> gold) {
        // DuckDB computes the average as a double, so its last digits are not compared.
        Row sums = gold.agg(
                        sum("coins"),
                        sum(col("total_market_cap").cast("decimal(38,2)")),
                        sum(col("total_volume").cast("decimal(38,2)")),
                        sum(col("avg_price").cast("decimal(38,4)")))
                .first();
        return silver.count() + " rows in Silver, " + sums;
    }
}
