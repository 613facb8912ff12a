package io.lakehouse.crypto.bench;

import static io.lakehouse.crypto.bench.Figures.count;
import static io.lakehouse.crypto.bench.Figures.mebibytes;
import static io.lakehouse.crypto.bench.Figures.number;

import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.bronze.BronzePrices;
import io.lakehouse.crypto.gold.GoldTables;
import io.lakehouse.crypto.silver.SilverPrices;
import java.nio.file.Path;
import java.util.List;

/** What is written twice: a year of daily runs, a month of hourly ones, and the reference recipe. */
final class YearBenchmark implements Benchmark {

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
    public void compare(Arena arena, Findings findings) {
        Findings.Rows table = findings.table("", "runs", "table", "ingested", "rewritten", "rewritten / ingested");
        int days = arena.size(365, 20);
        int hourlyRuns = 24 * arena.size(30, 2);
        double daily = ours(arena, table, DAILY, days);
        double hourly = ours(arena, table, HOURLY, hourlyRuns);
        int referenceDays = arena.size(30, 4);
        double reference = reference(arena, table, referenceDays);
        findings.atMost("Silver, " + count(days) + " daily runs", 1, daily);
        findings.atMost("Silver, " + count(hourlyRuns) + " hourly runs", 2, hourly);
        findings.atMost(
                "Silver of the reference, " + count(referenceDays)
                        + " daily runs, against (days + 1) / 2, which makes 183 a year",
                1.1,
                reference / ((referenceDays + 1) / 2.0));
    }

    private static double ours(Arena arena, Findings.Rows table, String side, int runs) {
        Path warehouse = arena.folder(side);
        rounds(arena, side, runs, Parameters.NONE.with("warehouse", warehouse).with("coins", MarketFiles.COINS));
        BytesCommitted all = BytesCommitted.NONE;
        for (TableSpec spec : TABLES) {
            BytesCommitted own = BytesCommitted.of(PipelineTables.folder(warehouse, spec));
            row(table, side, runs, spec.name().toString(), own);
            all = all.plus(own);
        }
        row(table, side, runs, "all", all);
        return BytesCommitted.of(PipelineTables.folder(warehouse, SilverPrices.SPEC))
                .amplification();
    }

    private static double reference(Arena arena, Findings.Rows table, int runs) {
        Path warehouse = arena.folder(REFERENCE);
        Path input = DailyInput.write(arena.folder("input"), MarketFiles.COINS, 0, runs);
        rounds(
                arena,
                REFERENCE,
                runs,
                Parameters.NONE.with("warehouse", warehouse).with("input", input));
        BytesCommitted all = BytesCommitted.NONE;
        for (String name : List.of("bronze", "silver", "gold")) {
            BytesCommitted own = BytesCommitted.of(warehouse.resolve(name));
            row(table, REFERENCE, runs, name, own);
            all = all.plus(own);
        }
        row(table, REFERENCE, runs, "all", all);
        return BytesCommitted.of(warehouse.resolve("silver")).amplification();
    }

    /** Lets one contestant run alone: bytes do not depend on the moment. */
    private static void rounds(Arena arena, String side, int runs, Parameters parameters) {
        ContestantProcess contestant = arena.enter(side, Jvm.plain("2g"), parameters);
        for (int run = 0; run < runs; run++) {
            Sample sample = contestant.round(side, run);
            if ((run + 1) % 10 == 0) {
                arena.say(side + ": run " + (run + 1) + " of " + runs + ", " + number(sample.seconds()) + " s");
            }
        }
        arena.clear();
    }

    private static void row(Findings.Rows table, String side, int runs, String name, BytesCommitted bytes) {
        table.row(
                side,
                count(runs),
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
