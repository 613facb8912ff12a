package io.lakehouse.crypto.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A contestant's JVM: reads what to do from its input, a line each, and answers each with a line of JSON. */
final class ContestantMain {

    /** Begins an answer, since engines print to the same stream. */
    static final String ANSWER = "@answer ";

    static final String PREPARE = "prepare";
    static final String ROUND = "round";
    static final String DIGEST = "digest";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Contestant contestant;
    private Optional<SparkMeter> meter = Optional.empty();

    private ContestantMain(Contestant contestant) {
        this.contestant = contestant;
    }

    /** Ends by itself even after an error: engines leave threads behind, which would keep the JVM. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] arguments) {
        try {
            compete(arguments);
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void compete(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        Parameters parameters = Parameters.from(given.subList(2, given.size()));
        try (Contestant contestant = Benchmarks.named(given.get(0)).contestant(given.get(1), parameters)) {
            new ContestantMain(contestant).obey(System.out);
        }
    }

    private void obey(PrintStream answers) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split("\t", -1);
            answers.println(ANSWER + JSON.writeValueAsString(answer(words)));
            answers.flush();
        }
    }

    private Object answer(String[] words) {
        return switch (words[0]) {
            case PREPARE -> prepare();
            case ROUND -> round(words[1], Integer.parseInt(words[2]));
            case DIGEST -> contestant.digest(words[1]);
            default -> throw new IllegalArgumentException("Unknown command '" + words[0] + "'");
        };
    }

    private String prepare() {
        contestant.prepare();
        meter = contestant.spark().map(SparkMeter::on);
        System.gc(); // gives back what preparing took: eight JVMs that keep it are too many for one machine
        return "";
    }

    private Sample round(String scenario, int round) {
        contestant.beforeRound(scenario, round);
        System.gc(); // what earlier rounds left is not this one's to clear away
        meter.ifPresent(SparkMeter::reset);
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        Map<String, Double> figures = new HashMap<>(contestant.round(scenario, round));
        double seconds = (System.nanoTime() - start) / 1e9;
        figures.put(Sample.CPU_SECONDS, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
        meter.ifPresent(counted -> figures.putAll(counted.figures()));
        figures.putAll(contestant.afterRound(scenario, round));
        return new Sample(seconds, figures);
    }
}
