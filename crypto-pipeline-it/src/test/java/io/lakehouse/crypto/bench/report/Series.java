package io.lakehouse.crypto.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds of one contestant in one scenario, in order and without the warm-up rounds. */
public record Series(List<Sample> samples) {

    public Series {
        samples = List.copyOf(samples);
    }

    /** These rounds with the time of one step subtracted. */
    public Series without(String step) {
        return new Series(samples.stream()
                .map(sample -> new Sample(sample.seconds() - sample.figure(step), sample.figures()))
                .toList());
    }

    public Spread seconds() {
        return of(Sample::seconds);
    }

    public Spread figure(String name) {
        return of(sample -> sample.figure(name));
    }

    private Spread of(ToDoubleFunction<Sample> value) {
        return Spread.of(samples.stream().mapToDouble(value).boxed().toList());
    }

    /** The time of this series as a multiple of the other's, round by round. */
    public Spread timesOf(Series other) {
        return timesOf(other, Sample::seconds);
    }

    /** A figure of this series as a multiple of the other's, round by round. */
    public Spread timesOf(Series other, String figure) {
        return timesOf(other, sample -> sample.figure(figure));
    }

    private Spread timesOf(Series other, ToDoubleFunction<Sample> value) {
        if (samples.size() != other.samples.size()) {
            throw new IllegalArgumentException("Cannot compare " + samples.size() + " rounds with "
                    + other.samples.size() + ": they did not take turns.");
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < samples.size(); round++) {
            ratios.add(value.applyAsDouble(samples.get(round)) / value.applyAsDouble(other.samples.get(round)));
        }
        return Spread.of(ratios);
    }
}
