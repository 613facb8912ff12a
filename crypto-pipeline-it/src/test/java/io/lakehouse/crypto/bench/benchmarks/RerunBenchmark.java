package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.count;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.data.MarketFiles;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Folders;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.rivals.PipelineContestant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the same day twice: measures what it costs, and what it leaves behind, if a scheduler starts a run again. */
public final class RerunBenchmark implements Benchmark {

    private static final String FIRST = "first";
    private static final String AGAIN = "again";
    private static final String COMMITS = "commits";
    private static final String FILES = "files";
    private static final int WARM_UPS = 2;

    @Override
    public String name() {
        return "rerun";
    }

    @Override
    public String measures() {
        return "a daily run (250 coins, hourly, 30 days of history), and the same batch again";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        int history = workspace.size(30, 3);
        int rounds = workspace.rounds();
        Path warehouse = workspace.folder("warehouse");
        ContestantProcess pipeline = workspace.enter(
                "ours",
                Jvm.launched("2g"),
                Parameters.NONE
                        .with("warehouse", warehouse)
                        .with(
                                "input",
                                DailyInput.write(
                                        workspace.folder("input"), MarketFiles.COINS, history, WARM_UPS + rounds))
                        .with("coins", MarketFiles.COINS)
                        .with("from", 0)
                        .with("to", history));
        List<Sample> firsts = new ArrayList<>();
        List<Sample> reruns = new ArrayList<>();
        for (int round = 0; round < WARM_UPS + rounds; round++) {
            firsts.add(turn(pipeline, warehouse, FIRST, round));
            reruns.add(turn(pipeline, warehouse, AGAIN, round));
            workspace.say(String.format(
                    Locale.ROOT,
                    "round %d: %.3f s, again %.3f s",
                    round,
                    firsts.get(round).seconds(),
                    reruns.get(round).seconds()));
        }
        Series first = new Series(firsts.subList(WARM_UPS, firsts.size()));
        Series again = new Series(reruns.subList(WARM_UPS, reruns.size()));
        results.keep("warm", Map.of(FIRST, first, AGAIN, again));
        results.table("", "time", "commits", "files")
                .row(FIRST, seconds(first.seconds()), commits(first), files(first))
                .row(AGAIN, seconds(again.seconds()), commits(again), files(again))
                .row("again / first", times(again.timesOf(first)), "", "");
        results.atMost("time, again / first", 0.3, again.timesOf(first).median());
        results.atMost("commits of all reruns", 0, again.figure(COMMITS).max());
        results.atMost("files of all reruns", 0, again.figure(FILES).max());
    }

    /** Performs one run and counts the commits and files that it added to the warehouse. */
    private static Sample turn(ContestantProcess pipeline, Path warehouse, String turn, int round) {
        Left before = Left.in(warehouse);
        Sample sample = pipeline.round(turn, round);
        Left after = Left.in(warehouse);
        Map<String, Double> figures = new HashMap<>(sample.figures());
        figures.put(COMMITS, (double) after.commits() - before.commits());
        figures.put(FILES, (double) after.files() - before.files());
        return new Sample(sample.seconds(), figures);
    }

    private static String commits(Series series) {
        return count(series.figure(COMMITS).median());
    }

    private static String files(Series series) {
        return count(series.figure(FILES).median());
    }

    /** The number of commits and of data files across all tables. */
    private record Left(long commits, long files) {

        static Left in(Path warehouse) {
            try {
                List<Path> all = Folders.inside(warehouse).stream()
                        .filter(Files::isRegularFile)
                        .toList();
                return new Left(
                        all.stream()
                                .filter(file -> file.toString().matches(".*/_delta_log/\\d{20}\\.json"))
                                .count(),
                        all.stream()
                                .filter(file -> file.toString().endsWith(".parquet"))
                                .filter(file -> !file.toString().contains("_delta_log"))
                                .count());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return new PipelineContestant(parameters);
    }
}
