package io.lakehouse.crypto.bench.harness;

import io.lakehouse.crypto.bench.report.Figures;
import io.lakehouse.crypto.bench.report.ReportBuilder;
import io.lakehouse.crypto.bench.report.Sample;
import io.lakehouse.crypto.bench.report.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A run of the pipeline whose log reports how long each stage took. */
public record StageTimes(Command command) implements Competitor {

    private static final String REST = "start and end";
    private static final List<String> STAGES = List.of("bronze", "silver", "gold", "report", "maintain");

    private static final Pattern STAGE = Pattern.compile("[0-9:]{8} +([a-z]+) .* ([0-9.]+) s");

    @Override
    public String side() {
        return command.side();
    }

    @Override
    public Sample round(String scenario, int round) {
        Sample sample = command.round(scenario, round);
        Map<String, Double> figures = new HashMap<>();
        for (String line : lines()) {
            Matcher stage = STAGE.matcher(line);
            if (stage.matches() && STAGES.contains(stage.group(1))) {
                // The lines of this round come last and replace earlier ones.
                figures.put(stage.group(1), Double.valueOf(stage.group(2)));
            }
        }
        double inStages =
                figures.values().stream().mapToDouble(Double::doubleValue).sum();
        figures.put(REST, sample.seconds() - inStages);
        figures.putAll(sample.figures());
        return new Sample(sample.seconds(), figures);
    }

    /** Reports how much of a run each stage takes. */
    public static void report(Series series, String side, ReportBuilder results) {
        ReportBuilder.Rows parts = results.table("part of " + side, "time");
        Stream.concat(Stream.of(REST), STAGES.stream())
                .forEach(part ->
                        parts.row(part, Figures.number(series.figure(part).median()) + " s"));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(command.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String digest(String scenario) {
        return command.digest(scenario);
    }
}
