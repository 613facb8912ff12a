package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.count;
import static io.lakehouse.crypto.bench.report.Figures.mebibytes;
import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.data.UpsertBatches;
import io.lakehouse.crypto.bench.harness.BenchSessions;
import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Competitor;
import io.lakehouse.crypto.bench.harness.Contest;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.ContestantProcess;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.StockSpark;
import io.lakehouse.crypto.bench.harness.StorageMeter;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.report.Spread;
import io.lakehouse.crypto.bench.rivals.DeltaMerges;
import io.lakehouse.crypto.bench.rivals.FloorUpserts;
import io.lakehouse.crypto.bench.rivals.HudiUpserts;
import io.lakehouse.crypto.bench.rivals.IcebergMerges;
import io.lakehouse.crypto.bench.rivals.LakehouseUpserts;
import io.lakehouse.crypto.bench.rivals.UpsertEngine;
import io.lakehouse.crypto.bench.rivals.Upserting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Compares upserts with those of plain Delta, Iceberg and Hudi. */
public final class UpsertBenchmark implements Benchmark {

    private static final String OURS = "ours";
    private static final String KEY_ONLY = "Delta MERGE, key only";
    private static final String LITERALS = "Delta MERGE, key and days";
    private static final String STOCK = "Delta MERGE, key only, stock session";
    private static final String COPY_ON_WRITE = "Iceberg MERGE, copy-on-write";
    private static final String MERGE_ON_READ = "Iceberg MERGE, merge-on-read";
    private static final String HUDI = "Hudi upsert";
    private static final String FLOOR = "the floor: no query engine";
    private static final String INITIAL = "rows of the table";
    private static final String OURS_IN_THE_SMALL_ONE = "ours, 2.2 M rows";

    private static final List<String> TUNED =
            List.of(OURS, KEY_ONLY, LITERALS, COPY_ON_WRITE, MERGE_ON_READ, HUDI, FLOOR);

    private static final List<String> IN_THIS_ORDER =
            List.of(OURS, OURS_IN_THE_SMALL_ONE, KEY_ONLY, LITERALS, STOCK, COPY_ON_WRITE, MERGE_ON_READ, HUDI, FLOOR);

    private static final List<String> EVERYONE =
            Stream.concat(TUNED.stream(), Stream.of(STOCK)).toList();

    private static final List<String> FIRST_LOOK = List.of(OURS, KEY_ONLY, LITERALS, COPY_ON_WRITE, FLOOR);

    /** Without the contestant that lists the days in its condition, because there are too many of them. */
    private static final List<String> SPREADING = List.of(OURS, KEY_ONLY, COPY_ON_WRITE, MERGE_ON_READ, HUDI);

    /**
     * The number of warm-up rounds. Whatever runs first warms up the JVMs for the rest, and Spark is compiled only
     * after several rounds.
     */
    private static final int WARM_UPS = 6;

    /** Those whose table has gone through the same rounds, among the engines that apply deletes. */
    private static final List<String> FEEDING = List.of(OURS, KEY_ONLY);

    private static final int YEAR = 365;
    private static final int FIVE_YEARS = 5 * YEAR;

    @Override
    public String name() {
        return "upsert";
    }

    @Override
    public String measures() {
        return "24,000 rows upserted into tables of 2.2 and 11 million, by us, plain Delta, Iceberg and Hudi";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        int days = workspace.size(YEAR, 60);
        Map<String, ContestantProcess> entered = enter(workspace, days, workspace.isQuick() ? FIRST_LOOK : EVERYONE);
        List<ContestantProcess> all = List.copyOf(entered.values());
        Map<String, Series> mixed = run(workspace, results, UpsertBatches.MIXED, all, WARM_UPS, workspace.rounds());
        results.atMost("mixed: time, ours / the best of the others" + best(mixed), 0.25, ofBest(mixed));
        results.atMost("mixed: time, ours / the floor", 3.0, 1 / timesOfOurs(mixed, FLOOR));
        int again = workspace.size(1, 0);
        List<ContestantProcess> tuned = those(entered, TUNED);
        Map<String, Series> fresh = run(workspace, results, UpsertBatches.NEW, tuned, again, workspace.rounds());
        results.atMost("new: time, ours / the best of the others" + best(fresh), 0.25, ofBest(fresh));
        Map<String, Series> same = run(workspace, results, UpsertBatches.UNCHANGED, tuned, again, workspace.rounds());
        results.atMost("unchanged: time, ours / the best of the others" + best(same), 0.15, ofBest(same));
        results.atMost("unchanged: time, ours / MERGE by key only", 0.1, 1 / timesOfOurs(same, KEY_ONLY));
        Map<String, Series> spread =
                run(workspace, results, UpsertBatches.SPREAD, those(entered, SPREADING), again, workspace.size(3, 1));
        results.atMost("spread: time, ours / MERGE by key only", 0.85, 1 / timesOfOurs(spread, KEY_ONLY));
        results.atMost(
                "spread: bytes read, ours / MERGE by key only",
                1.1,
                ReportBuilder.of(spread, OURS)
                        .timesOf(ReportBuilder.of(spread, KEY_ONLY), Sample.BYTES_READ)
                        .median());
        Map<String, Series> feed =
                run(workspace, results, UpsertBatches.FEED, those(entered, FEEDING), again + 1, workspace.rounds());
        results.atMost("feed: time, ours / MERGE by key only", 0.3, 1 / timesOfOurs(feed, KEY_ONLY));
        pace(workspace, results, those(entered, List.of(OURS)));
        workspace.clear();
        if (!workspace.isQuick()) {
            compareSizes(workspace, results);
        }
    }

    private Map<String, ContestantProcess> enter(Workspace workspace, int days, List<String> sides) {
        Parameters parameters = Parameters.NONE
                .with("days", days)
                .with("rows", workspace.folder("rows").resolve(Integer.toString(days)))
                .with("folder", workspace.folder("tables-" + days));
        workspace.enter(INITIAL, jvm(INITIAL), parameters);
        workspace.clear();
        Map<String, ContestantProcess> entered = new LinkedHashMap<>();
        sides.forEach(side -> entered.put(side, workspace.enter(side, jvm(side), parameters)));
        return entered;
    }

    private static Jvm jvm(String side) {
        Jvm plain = Jvm.plain("4g");
        return switch (side) {
            case COPY_ON_WRITE, MERGE_ON_READ -> plain.insteadOfDelta("iceberg");
            // Hudi attaches to its own JVM to measure object sizes, which Java does not allow by default.
            case HUDI -> plain.insteadOfDelta("hudi").with("-Djdk.attach.allowAttachSelf=true");
            default -> plain;
        };
    }

    private static List<ContestantProcess> those(Map<String, ContestantProcess> entered, List<String> sides) {
        return sides.stream()
                .flatMap(side -> Optional.ofNullable(entered.get(side)).stream())
                .toList();
    }

    private static Map<String, Series> run(
            Workspace workspace,
            ReportBuilder results,
            String scenario,
            List<? extends Competitor> sides,
            int warmUps,
            int rounds) {
        Map<String, Series> series =
                results.keep(scenario, new Contest(sides, warmUps, rounds, workspace::say).run(scenario));
        table(results, scenario, series);
        return series;
    }

    private static void table(ReportBuilder results, String scenario, Map<String, Series> rounds) {
        Series ours = ReportBuilder.of(rounds, OURS);
        ReportBuilder.Rows table =
                results.table(scenario, "time", "time / ours", "read", "written", "data files written", "jobs");
        for (String side : IN_THIS_ORDER) {
            Optional.ofNullable(rounds.get(side))
                    .ifPresent(series -> table.row(
                            side,
                            seconds(series.seconds()),
                            times(series.timesOf(ours)),
                            mebibytes(series.figure(Sample.BYTES_READ)),
                            mebibytes(series.figure(StorageMeter.WRITTEN)),
                            count(series.figure(StorageMeter.DATA_FILES).median()),
                            number(series.figure(Sample.JOBS).median())));
        }
    }

    private static double timesOfOurs(Map<String, Series> rounds, String side) {
        return ReportBuilder.of(rounds, side)
                .timesOf(ReportBuilder.of(rounds, OURS))
                .median();
    }

    /** Whether some commits of many in a row take longer, such as those with a checkpoint. */
    private static void pace(Workspace workspace, ReportBuilder results, List<ContestantProcess> ours) {
        Contest contest = new Contest(ours, 0, workspace.size(40, 20), workspace::say);
        Spread pace = ReportBuilder.of(results.keep("mixed, in a row", contest.run(UpsertBatches.MIXED)), OURS)
                .seconds();
        results.table("mixed, " + workspace.size(40, 20) + " in a row", "time").row(OURS, seconds(pace));
        results.atMost("mixed, in a row: time, the slowest / the median", 1.5, pace.max() / pace.median());
    }

    /** The fastest of the other engines. */
    private static String bestOf(Map<String, Series> rounds) {
        return rounds.keySet().stream()
                .filter(side -> !side.equals(OURS) && !side.equals(FLOOR))
                .min(Comparator.comparing(
                        side -> ReportBuilder.of(rounds, side).seconds().median()))
                .orElseThrow();
    }

    private static String best(Map<String, Series> rounds) {
        return " (" + bestOf(rounds) + ")";
    }

    private static double ofBest(Map<String, Series> rounds) {
        return 1 / timesOfOurs(rounds, bestOf(rounds));
    }

    /**
     * Compares table sizes. Our verb on the small table takes turns with those on the large tables, so that other load
     * on the machine affects both.
     */
    private void compareSizes(Workspace workspace, ReportBuilder results) {
        Map<String, ContestantProcess> large = enter(workspace, FIVE_YEARS, TUNED);
        Parameters small = Parameters.NONE
                .with("days", YEAR)
                .with("rows", workspace.folder("rows").resolve(Integer.toString(YEAR)))
                .with("folder", workspace.folder("tables-" + YEAR));
        List<Competitor> sides = new ArrayList<>(large.values());
        sides.add(new OtherTable(workspace.enter(OURS_IN_THE_SMALL_ONE, jvm(OURS), small)));
        Contest contest = new Contest(sides, WARM_UPS, workspace.rounds(), workspace::say);
        String scenario = UpsertBatches.MIXED + ", 11 M rows";
        Map<String, Series> rounds = results.keep(scenario, contest.run(UpsertBatches.MIXED));
        table(results, scenario, rounds);
        results.atMost(
                "mixed: time, ours into 11 M rows / into 2.2 M", 1.15, 1 / timesOfOurs(rounds, OURS_IN_THE_SMALL_ONE));
    }

    /** A competitor whose table contains different rows from those of the others. */
    private record OtherTable(Competitor inner) implements Competitor {

        @Override
        public String side() {
            return inner.side();
        }

        @Override
        public Sample round(String scenario, int round) {
            return inner.round(scenario, round);
        }

        @Override
        public String digest(String scenario) {
            return "";
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        Path rows = parameters.path("rows");
        int days = parameters.number("days");
        if (side.equals(INITIAL)) {
            return new InitialRows(BenchSessions.tunedDelta(), rows, days);
        }
        String name = side.replaceAll("[^A-Za-z0-9]+", "-");
        Path folder = parameters.path("folder");
        if (side.equals(FLOOR)) {
            return new FloorUpserts(rows, days, folder.resolve(name), folder.resolve(name + "-batch"));
        }
        return new Upserting(engine(side, folder.resolve(name)), rows, days, folder.resolve(name + "-batch"));
    }

    private static UpsertEngine engine(String side, Path folder) {
        return switch (side) {
            case KEY_ONLY -> new DeltaMerges(BenchSessions.tunedDelta(), folder, false);
            case LITERALS -> new DeltaMerges(BenchSessions.tunedDelta(), folder, true);
            case STOCK -> new DeltaMerges(StockSpark.withDelta(), folder, false);
            case COPY_ON_WRITE -> IcebergMerges.open(folder, "copy-on-write");
            case MERGE_ON_READ -> IcebergMerges.open(folder, "merge-on-read");
            case HUDI -> HudiUpserts.open(folder);
            default -> new LakehouseUpserts(folder);
        };
    }

    /** Writes the initial rows of all tables, once. */
    private record InitialRows(SparkSession session, Path folder, int days) implements Contestant {

        @Override
        public void prepare() {
            UpsertBatches.initial(session, days).write().parquet(folder.toString());
        }

        @Override
        public Map<String, Double> round(String scenario, int round) {
            throw new UnsupportedOperationException("Takes no part in " + scenario);
        }

        @Override
        public Optional<SparkSession> spark() {
            return Optional.of(session);
        }
    }
}
