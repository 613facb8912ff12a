package io.lakehouse.crypto.bench;

import io.lakehouse.crypto.bench.benchmarks.CacheBenchmark;
import io.lakehouse.crypto.bench.benchmarks.CrowdBenchmark;
import io.lakehouse.crypto.bench.benchmarks.DailyBenchmark;
import io.lakehouse.crypto.bench.benchmarks.FloorBenchmark;
import io.lakehouse.crypto.bench.benchmarks.OverheadBenchmark;
import io.lakehouse.crypto.bench.benchmarks.PartitionsBenchmark;
import io.lakehouse.crypto.bench.benchmarks.ReadsBenchmark;
import io.lakehouse.crypto.bench.benchmarks.RerunBenchmark;
import io.lakehouse.crypto.bench.benchmarks.SchemaBenchmark;
import io.lakehouse.crypto.bench.benchmarks.SessionBenchmark;
import io.lakehouse.crypto.bench.benchmarks.StartBenchmark;
import io.lakehouse.crypto.bench.benchmarks.StressBenchmark;
import io.lakehouse.crypto.bench.benchmarks.UpsertBenchmark;
import io.lakehouse.crypto.bench.benchmarks.VacuumBenchmark;
import io.lakehouse.crypto.bench.benchmarks.YearBenchmark;
import io.lakehouse.crypto.bench.harness.Benchmark;
import java.util.List;

/** The list of all benchmarks. */
final class Benchmarks {

    static final List<Benchmark> ALL = List.of(
            new DailyBenchmark(),
            new FloorBenchmark(),
            new YearBenchmark(),
            new UpsertBenchmark(),
            new PartitionsBenchmark(),
            new CrowdBenchmark(),
            new RerunBenchmark(),
            new ReadsBenchmark(),
            new VacuumBenchmark(),
            new SessionBenchmark(),
            new SchemaBenchmark(),
            new CacheBenchmark(),
            new StressBenchmark(),
            new OverheadBenchmark(),
            new StartBenchmark());

    private Benchmarks() {}

    static Benchmark named(String name) {
        return ALL.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown benchmark '" + name + "': there are "
                        + ALL.stream().map(Benchmark::name).toList() + "."));
    }
}
