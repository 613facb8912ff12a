package io.lakehouse.crypto.bench;

import java.util.List;

/** All benchmarks. */
final class Benchmarks {

    static final List<Benchmark> ALL = List.of(
            new DailyBenchmark(),
            new FloorBenchmark(),
            new YearBenchmark(),
            new UpsertBenchmark(),
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
