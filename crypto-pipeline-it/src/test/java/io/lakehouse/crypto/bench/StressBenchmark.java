package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.count;
import static io.lakehouse.crypto.bench.Figures.mebibytes;
import static io.lakehouse.crypto.bench.Figures.number;
import static io.lakehouse.crypto.bench.Figures.seconds;
import static io.lakehouse.crypto.bench.Figures.times;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A year of an hourly market at once, from files to Gold, with 2 GiB of heap. */
final class StressBenchmark implements Benchmark {

    private static final String OURS = "bin/crypto-pipeline run";
    private static final String BOTH_COMPILERS = "the same with both compilers";
    private static final String DUCK = "DuckDB, to Parquet";
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
    public void compare(Arena arena, Findings findings) {
        int coins = arena.size(800, 250);
        int days = arena.size(365, 30);
        double records = 24.0 * coins * days;
        Path input = StressFiles.write(arena.folder("input"), coins, days);
        arena.say(count(records) + " records are written");
        Path tables = arena.folder("tables");
        List<Command> sides = List.of(
                Command.of(OURS, arena.logOf(OURS), round -> ours(input, tables.resolve("ours-" + round))),
                Command.of(
                        BOTH_COMPILERS,
                        arena.logOf(BOTH_COMPILERS),
                        round -> bothCompilers(ours(input, tables.resolve("both-" + round)))),
                Command.of(DUCK, arena.logOf(DUCK), round -> duck(input, tables.resolve("duck-" + round))));
        // What runs for minutes needs no warm-up, and of a cold process there is none.
        int runs = arena.size(1, 2);
        Map<String, Series> rounds = findings.keep(LOAD, new Contest(sides, 0, runs, arena::say).run(LOAD));
        requireSame(arena, tables);
        report(rounds, findings, records, runs);
    }

    private static void report(Map<String, Series> rounds, Findings findings, double records, int runs) {
        Findings.Rows table = findings.table(
                count(records) + " records, " + (runs == 1 ? "one run" : runs + " runs"),
                "time",
                "records a second",
                "peak memory",
                "time as a multiple of DuckDB's");
        Series duck = Findings.of(rounds, DUCK);
        for (String side : List.of(OURS, BOTH_COMPILERS, DUCK)) {
            Series series = Findings.of(rounds, side);
            table.row(
                    side,
                    seconds(series.seconds()),
                    number(records / series.seconds().median()),
                    mebibytes(series.figure(Sample.PEAK_BYTES)),
                    times(series.timesOf(duck)));
        }
    }

    private static List<String> ours(Path input, Path tables) {
        return List.of(
                Jvm.ROOT.resolve("bin/crypto-pipeline").toString(),
                "run",
                "--source",
                "replay",
                "--input",
                input.toString(),
                "--warehouse",
                tables.toString(),
                "--report",
                tables.resolve("report").toString());
    }

    /** The launcher's options suit short runs; a long one may be better off with Java's default. */
    private static List<String> bothCompilers(List<String> command) {
        List<String> words = new ArrayList<>(List.of("env", "CRYPTO_PIPELINE_JAVA_OPTS=-XX:TieredStopAtLevel=4"));
        words.addAll(command);
        return words;
    }

    private static List<String> duck(Path input, Path tables) {
        return Jvm.plain("512m").and("duckdb").command(DuckMarket.class, List.of(input.toString(), tables.toString()));
    }

    /** The first run of each: rows of Silver, sums of the days of the market. */
    private static void requireSame(Arena arena, Path tables) {
        String ours = digest(arena, OURS, tables.resolve("ours-0"));
        String theirs = digest(arena, DUCK, tables.resolve("duck-0"));
        if (!ours.equals(theirs)) {
            throw new IllegalStateException("Cannot compare: the results differ, " + ours + " and " + theirs);
        }
        arena.say("All have " + ours);
    }

    private static String digest(Arena arena, String side, Path tables) {
        ContestantProcess reader = arena.enter(side, Jvm.plain("2g"), Parameters.NONE.with("tables", tables));
        String digest = reader.digest(LOAD);
        arena.clear();
        return digest;
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return new Reader(side.equals(OURS), parameters.path("tables"), FirstQuery.plain());
    }

    /** Reads what a side has left. */
    private record Reader(boolean isDelta, Path tables, SparkSession session) implements Contestant {

        @Override
        public void prepare() {}

        @Override
        public Map<String, Double> round(String scenario, int round) {
            throw new UnsupportedOperationException("it only reads");
        }

        @Override
        public String digest(String scenario) {
            Warehouse ours = Warehouse.at(tables);
            Dataset<Row> silver = isDelta
                    ? session.read().format("delta").load(ours.locationOf(SilverPrices.SPEC.name()))
                    : session.read().parquet(tables.resolve(DuckMarket.SILVER).toString());
            Dataset<Row> gold = isDelta
                    ? session.read()
                            .format("delta")
                            .load(ours.locationOf(GoldTables.MARKET_STATS.spec().name()))
                    : session.read()
                            .parquet(
                                    tables.resolve(DuckMarket.GOLD + ".parquet").toString());
            // The average is a double of DuckDB's, and therefore not compared to the last digit.
            Row sums = gold.agg(
                            sum("coins"),
                            sum(col("total_market_cap").cast("decimal(38,2)")),
                            sum(col("total_volume").cast("decimal(38,2)")),
                            sum(col("avg_price").cast("decimal(38,4)")))
                    .first();
            return silver.count() + " rows in Silver, " + sums;
        }

        @Override
        public Optional<SparkSession> spark() {
            return Optional.of(session);
        }
    }
}
