package io.lakehouse.crypto.bench.benchmarks;

import static io.lakehouse.crypto.bench.report.Figures.number;
import static io.lakehouse.crypto.bench.report.Figures.seconds;
import static io.lakehouse.crypto.bench.report.Figures.times;

import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Command;
import io.lakehouse.crypto.bench.harness.Competitor;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import io.lakehouse.crypto.bench.report.Spread;
import io.lakehouse.crypto.bench.rivals.FirstQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/** Measures the time from the start of a process to the result of its first query. */
public final class StartBenchmark implements Benchmark {

    private static final String OURS = "launcher's JVM, tuned session";
    private static final String OUR_SESSION = "plain JVM, tuned session";
    private static final String PLAIN = "plain JVM, Spark's defaults";
    private static final int COMMITS = 10;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String measures() {
        return "a process from its start to the answer of its first query";
    }

    @Override
    public void compare(Workspace workspace, ReportBuilder results) {
        Path table = workspace.folder("data").resolve("table");
        workspace.enter("writer", Jvm.plain("1g"), Parameters.NONE.with("table", table));
        workspace.clear();
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("groups of a range", FirstQuery.RANGE);
        queries.put("groups of a Delta table", table.toString());
        ReportBuilder.Rows rows =
                results.table("first query", "", "time", "until main", "session", "query", "and to the end");
        queries.forEach((title, query) -> compare(title, query, workspace, results, rows));
    }

    private static void compare(
            String title, String query, Workspace workspace, ReportBuilder results, ReportBuilder.Rows rows) {
        List<Start> all = List.of(
                start(OURS, Jvm.launched("2g"), FirstQuery.OURS, query, workspace),
                start(OUR_SESSION, Jvm.plain("2g"), FirstQuery.OURS, query, workspace),
                start(PLAIN, Jvm.plain("2g"), FirstQuery.PLAIN, query, workspace));
        Map<String, Series> rounds = results.keep(title, workspace.contest(all).run(title));
        all.forEach(start -> {
            Series series = ReportBuilder.of(rounds, start.side());
            rows.row(
                    title,
                    start.side(),
                    seconds(series.seconds()),
                    part(series, FirstQuery.Part.JVM),
                    part(series, FirstQuery.Part.SESSION),
                    part(series, FirstQuery.Part.QUERY),
                    number(series.figure(Start.END).median()) + " s");
        });
        Spread ratio = ReportBuilder.of(rounds, OURS).timesOf(ReportBuilder.of(rounds, PLAIN));
        rows.row(title, "first / last", times(ratio), "", "", "", "");
        results.atMost("time to " + title + ", ours / plain", 0.6, ratio.median());
    }

    private static String part(Series series, FirstQuery.Part part) {
        return number(series.figure(part.title()).median()) + " s";
    }

    private static Start start(String side, Jvm jvm, String session, String query, Workspace workspace) {
        Path parts = workspace.folder("data").resolve("parts.properties");
        return new Start(
                Command.of(
                        side,
                        workspace.logOf(side),
                        round -> jvm.command(
                                FirstQuery.class,
                                List.of(session, query, parts.toString(), Long.toString(System.currentTimeMillis())))),
                parts);
    }

    /** A start that reports how long each part took. */
    private record Start(Command command, Path parts) implements Competitor {

        private static final String END = "to the end";

        @Override
        public String side() {
            return command.side();
        }

        @Override
        public Sample round(String scenario, int round) {
            Sample sample = command.round(scenario, round);
            Map<String, Double> figures = new HashMap<>(sample.figures());
            double noted = 0;
            Properties seconds = read();
            for (FirstQuery.Part part : FirstQuery.Part.values()) {
                double own = Double.parseDouble(seconds.getProperty(part.name()));
                figures.put(part.title(), own);
                noted += own;
            }
            figures.put(END, sample.seconds() - noted);
            return new Sample(sample.seconds(), figures);
        }

        private Properties read() {
            Properties seconds = new Properties();
            try (var reader = Files.newBufferedReader(parts)) {
                seconds.load(reader);
                return seconds;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String digest(String scenario) {
            return command.digest(scenario);
        }
    }

    @Override
    public Contestant contestant(String side, Parameters parameters) {
        return new Writer(parameters.text("table"));
    }

    /** Creates the table to query, in several commits as in a real table. */
    private record Writer(String table, SparkSession session) implements Contestant {

        Writer(String table) {
            this(table, FirstQuery.plain());
        }

        @Override
        public void prepare() {
            FirstQuery.rows(session)
                    .limit(0)
                    .coalesce(1)
                    .write()
                    .format("delta")
                    .save(table);
            for (int commit = 0; commit < COMMITS; commit++) {
                FirstQuery.rows(session)
                        .filter("id % " + COMMITS + " = " + commit)
                        .coalesce(1)
                        .write()
                        .format("delta")
                        .mode("append")
                        .save(table);
            }
        }

        @Override
        public Map<String, Double> round(String scenario, int round) {
            throw new UnsupportedOperationException("it only prepares");
        }

        @Override
        public Optional<SparkSession> spark() {
            return Optional.of(session);
        }
    }
}
