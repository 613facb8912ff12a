package io.lakehouse.crypto.bench;

import io.lakehouse.crypto.bench.harness.Benchmark;
import io.lakehouse.crypto.bench.harness.Jvm;
import io.lakehouse.crypto.bench.harness.Workspace;
import io.lakehouse.crypto.bench.report.Environment;
import io.lakehouse.crypto.bench.report.Report;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.ReportFiles;
import io.lakehouse.crypto.bench.report.ReportText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program behind {@code bin/bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a benchmark; prints its tables, and keeps them as NAME.md and NAME.json in"
                    + " crypto-pipeline-it/target/bench.",
            "Those whose time is compared take turns in one run."
        },
        footer = {"", "Benchmarks:", "${bench.all}"})
final class Bench implements Callable<Integer> {

    private static final Path RESULTS = Jvm.ROOT.resolve("crypto-pipeline-it/target/bench");
    private static final Path DOCS = Jvm.ROOT.resolve("docs");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "One of the benchmarks below.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--quick", description = "Smaller data and fewer rounds: a first look, within five minutes.")
    private boolean isQuick;

    @Option(names = "--publish", description = "Puts the result into docs/benchmarks.md. Not with --quick.")
    private boolean isPublished;

    public static void main(String[] arguments) {
        StringBuilder all = new StringBuilder();
        for (Benchmark benchmark : Benchmarks.ALL) {
            all.append(String.format("  %-9s %s%n", benchmark.name(), benchmark.measures()));
        }
        System.setProperty("bench.all", all.toString().stripTrailing());
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() {
        Benchmark benchmark = benchmark();
        if (isQuick && isPublished) {
            throw new ParameterException(
                    spec.commandLine(), "Cannot publish a first look: leave out --quick or --publish.");
        }
        PrintWriter log = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Report report = run(benchmark, log);
        ReportFiles.write(report, RESULTS);
        spec.commandLine().getOut().println(ReportText.of(report));
        if (isPublished) {
            ReportFiles.publish(report, DOCS);
        }
        return 0;
    }

    private Benchmark benchmark() {
        try {
            return Benchmarks.named(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Report run(Benchmark benchmark, PrintWriter log) {
        long start = System.nanoTime();
        ReportBuilder results = new ReportBuilder();
        try (Workspace workspace =
                Workspace.open(benchmark, ContestantMain.class, isQuick, RESULTS.resolve(benchmark.name()), log)) {
            benchmark.compare(workspace, results);
            return new Report(
                    benchmark.name(),
                    benchmark.measures(),
                    "bin/bench " + benchmark.name() + (isQuick ? " --quick" : ""),
                    Environment.now(workspace.versions()),
                    (System.nanoTime() - start) / 60e9,
                    results.tables(),
                    results.goals(),
                    results.series());
        }
    }
}
