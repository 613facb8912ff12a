package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs competitors in turn, forward and then backward, so that other load on the machine and gradual drift affect all
 * of them equally.
 *
 * @param log receives a line about each turn
 */
public record Contest(List<? extends Competitor> competitors, int warmUps, int rounds, Consumer<String> log) {

    /**
     * Runs a scenario and returns the rounds of each competitor by its side. All competitors must end with the same
     * digest.
     */
    public Map<String, Series> run(String scenario) {
        Map<String, List<Sample>> samples = new HashMap<>();
        List<Competitor> order = new ArrayList<>(competitors);
        for (int round = 0; round < warmUps + rounds; round++) {
            for (Competitor competitor : order) {
                Sample sample = competitor.round(scenario, round);
                boolean counts = round >= warmUps;
                log.accept(String.format(
                        Locale.ROOT,
                        "%s %s %s: %.3f s",
                        scenario,
                        counts ? "round " + (round - warmUps + 1) : "warm-up",
                        competitor.side(),
                        sample.seconds()));
                if (counts) {
                    samples.computeIfAbsent(competitor.side(), side -> new ArrayList<>())
                            .add(sample);
                }
            }
            Collections.reverse(order);
        }
        requireSameDigests(scenario);
        Map<String, Series> series = new LinkedHashMap<>();
        competitors.forEach(competitor -> Optional.ofNullable(samples.get(competitor.side()))
                .ifPresent(own -> series.put(competitor.side(), new Series(own))));
        return series;
    }

    private void requireSameDigests(String scenario) {
        Map<String, String> digests = new LinkedHashMap<>();
        competitors.forEach(competitor -> digests.put(competitor.side(), competitor.digest(scenario)));
        if (digests.values().stream()
                        .filter(digest -> !digest.isEmpty())
                        .distinct()
                        .count()
                > 1) {
            throw new IllegalStateException("Cannot compare " + scenario + ": the results differ, " + digests);
        }
    }
}
