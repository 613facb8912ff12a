package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Command;
import io.lakehouse.crypto.bench.harness.Competitor;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.StageTimes;
import io.lakehouse.crypto.bench.harness.TablesReader;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.BareAppend;
import io.lakehouse.crypto.bench.rivals.FirstQuery;
import io.lakehouse.crypto.bench.rivals.PipelineCommand;
import io.lakehouse.crypto.silver.SilverPrices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Compares a daily run of the whole pipeline with the least that a program can do with the same rows. */
public final class FloorBenchmark implements Benchmark {

    private static final String OURS = "bin/crypto-pipeline run";
    private static final String BARE = "bare append, plain JVM and session";
    private static final String BARE_TUNED = "bare append, launcher's JVM and session";
    private static final String DAY = "a day";

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public String measures() {
        return "a cold daily run beside a program that only appends the day's rows to three tables";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        int history = workspace.size(30, 3);
        Path input = workspace.folder("input");
        MarketFiles.write(input.resolve("history"), MarketFiles.COINS, 0, history);
        int days = 1 + workspace.rounds();
        for (int day = 0; day < days; day++) {
            MarketFiles.write(day(input, day), MarketFiles.COINS, history + day, 1);
        }
        List<Side> sides = List.of(
                Side.of(OURS, workspace, PipelineCommand::run),
                Side.of(
                        BARE_TUNED,
                        workspace,
                        (files, tables) -> bare(Jvm.launched("2g"), FirstQuery.OURS, files, tables)),
                Side.of(BARE, workspace, (files, tables) -> bare(Jvm.plain("2g"), FirstQuery.PLAIN, files, tables)));
        List<Competitor> competitors = new ArrayList<>();
        for (Side side : sides) {
            side.command(round -> input.resolve("history")).round("history", 0);
            Command daily = side.command(round -> day(input, round));
            competitors.add(side.name().equals(OURS) ? new StageTimes(daily) : daily);
        }
        Map<String, Series> rounds =
                results.keep(DAY, workspace.contest(competitors).run(DAY));
        requireSameRows(workspace, sides, (long) (history + days) * 24 * MarketFiles.COINS);
        report(rounds, results);
    }

    private static Path day(Path input, int day) {
        return input.resolve("day-" + day);
    }

    private static void report(Map<String, Series> rounds, ReportBuilder results) {
        ReportBuilder.Rows table = results.table("", "time", "ours as a multiple");
        Series ours = ReportBuilder.of(rounds, OURS);
        List.of(OURS, BARE_TUNED, BARE).forEach(side -> {
            Series series = ReportBuilder.of(rounds, side);
            table.row(side, seconds(series.seconds()), side.equals(OURS) ? "" : times(ours.timesOf(series)));
        });
        StageTimes.report(ours, OURS, results);
        results.atMost(
                "time of a daily run, ours / bare append in a plain JVM",
                1.5,
                ours.timesOf(ReportBuilder.of(rounds, BARE)).median());
        results.atMost(
                "time of a daily run, ours / bare append in our JVM and session",
                1.5,
                ours.timesOf(ReportBuilder.of(rounds, BARE_TUNED)).median());
    }

    /** Builds the command that loads files into tables. */
    private interface Words {
        List<String> of(Path files, Path tables);
    }

    private record Side(String name, Path log, Path tables, Words words) {

        static Side of(String name, Workspace workspace, Words words) {
            Path tables = workspace.folder("tables").resolve(name.replaceAll("[^A-Za-z]+", "-"));
            return new Side(name, workspace.logOf(name), tables, words);
        }

        Command command(IntFunction<Path> files) {
            return Command.of(name, log, round -> words.of(files.apply(round), tables));
        }
    }

    private static List<String> bare(Jvm jvm, String session, Path files, Path tables) {
        return jvm.command(BareAppend.class, List.of(session, files.toString(), tables.toString()));
    }

    private static void requireSameRows(Workspace workspace, List<Side> sides, long expected) {
        for (Side side : sides) {
            String table = side.name().equals(OURS)
                    ? SilverPrices.SPEC.name().schema() + "/"
                            + SilverPrices.SPEC.name().name()
                    : BareAppend.TABLES.get(1);
            ContestantProcess counter = workspace.enter(
                    "rows of " + side.name(),
                    Jvm.plain("1g"),
                    Parameters.NONE.with("table", side.tables().resolve(table)));
            String found = counter.digest(DAY);
            if (!found.equals(Long.toString(expected))) {
                throw new IllegalStateException(side.name() + " left " + found + " rows instead of " + expected);
            }
            workspace.clear();
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return TablesReader.of(spark -> Long.toString(
                TablesReader.table(spark, parameters.text("table")).count()));
    }
}
